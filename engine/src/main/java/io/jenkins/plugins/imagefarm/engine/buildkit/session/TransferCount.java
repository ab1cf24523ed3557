package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what files travel in one direction. */
public final class TransferCount implements TransferListener {
    private final LongAdder entries = new LongAdder();
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final AtomicReference<Problem> problem = new AtomicReference<>();

    @Override
    public void described() {
        entries.increment();
    }

    @Override
    public void transferred(long count) {
        bytes.add(count);
    }

    @Override
    public void fileDone() {
        files.increment();
    }

    @Override
    public void failed(Problem first) {
        problem.compareAndSet(null, first);
    }

    /** Files, folders and links that were described. */
    public long entries() {
        return entries.sum();
    }

    /** Files whose content travelled. */
    public long files() {
        return files.sum();
    }

    /** Bytes of files' content. */
    public long bytes() {
        return bytes.sum();
    }

    /** Why the first transfer that failed did so. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem.get());
    }
}
