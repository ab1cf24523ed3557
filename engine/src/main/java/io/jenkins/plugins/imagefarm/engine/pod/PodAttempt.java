package io.jenkins.plugins.imagefarm.engine.pod;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodUnreachable;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One try in one pod: it is wanted, waited for, reached, and built in. Whenever Jenkins says that there is no pod, or none any
 * more, the try ends with that problem; a build that runs is stopped then, like a cancelled one.
 */
final class PodAttempt {
    /** How long Jenkins may take to tell what became of a pod whose connection broke off; that says more than the connection. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final int id;
    private final int number;
    private final boolean keep;
    private final PodKey key;
    private final EventLog events;
    private final BuildReporter reporter;

    /** Cancelled with the build, and failed by the loss of the pod. */
    private final Cancellation own = new Cancellation();

    /** What is still to be heard; an empty one when there is nothing more to wait for. */
    private final BlockingQueue<Optional<PodAnswer>> answers = new LinkedBlockingQueue<>();

    /**
     * @param keep whether the pod of the attempt before is not what failed
     * @param reporter of the assignment
     */
    PodAttempt(int id, int number, boolean keep, PodKey key, EventLog events, BuildReporter reporter) {
        this.id = id;
        this.number = number;
        this.keep = keep;
        this.key = key;
        this.events = events;
        this.reporter = reporter;
    }

    /** Takes an answer about this attempt, on any thread. */
    void answer(PodAnswer answer) {
        if (answer instanceof PodAnswer.Failed failed) {
            own.fail(failed.problem());
        } else {
            answers.add(Optional.of(answer));
        }
    }

    Outcome run(BuildRequest request, Secrets secrets, PodEngine engine, Cancellation cancellation)
            throws InterruptedException {
        try (var whole = cancellation.onCancel(own::cancel);
                var end = own.onCancel(() -> answers.add(Optional.empty()))) {
            events.add((seq, time) -> new PodWanted(seq, time, id, number, keep));
            return built(request, secrets, engine);
        }
    }

    private Outcome built(BuildRequest request, Secrets secrets, PodEngine engine) throws InterruptedException {
        try (PodDoor door = reached(request.builder().name())) {
            return engine.at(door.way()).build(request.on(door.builder()), secrets, reporter, own);
        } catch (ProblemException e) {
            if (e.problem().fault() == Fault.SERVICE && !(e instanceof OutsideFaultException)) {
                awaitLastWords();
            }
            throw told(e);
        } catch (CancelledException e) {
            throw told(e);
        }
    }

    /** Waits for a pod and, where it does not answer at its own address, for another way to it. */
    private PodDoor reached(String node) throws InterruptedException {
        PodAnswer.Ready ready = awaitReady(false);
        PodDoor door = PodDoor.of(node, ready, key);
        if (!ready.tunnel()) {
            try {
                door = door.opened(own);
            } catch (IOException e) {
                if (own.isCancelled()) {
                    throw new CancelledException();
                }
                String why = door.why(e);
                reporter.say("#0 the pod " + ready.pod() + " is not reached straight: " + why);
                events.add((seq, time) -> new PodUnreachable(seq, time, id, number, why));
                ready = awaitReady(true);
                door = PodDoor.of(node, ready, key);
            }
        }
        reporter.say("#0 the pod " + ready.pod() + " is reached "
                + (ready.tunnel() ? "through the API server" : "straight") + " at " + ready.uri());
        if (ready.pooled()) {
            reporter.onDiskUsed(bytes -> events.add((seq, time) -> new PodCache(seq, time, id, number, bytes)));
        }
        return door;
    }

    /** @param tunnel whether nothing else will do */
    private PodAnswer.Ready awaitReady(boolean tunnel) throws InterruptedException {
        Set<String> said = new HashSet<>();
        while (true) {
            PodAnswer answer = answers.take().orElseThrow(CancelledException::new);
            if (answer instanceof PodAnswer.Waits waits && said.add(waits.reason())) {
                reporter.say("#0 waiting for a pod: " + waits.reason());
            } else if (answer instanceof PodAnswer.Ready ready && (ready.tunnel() || !tunnel)) {
                return ready;
            }
        }
    }

    /** The pod's daemon failed, and soon it may be known why. */
    private void awaitLastWords() throws InterruptedException {
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        while (!own.isCancelled() && System.nanoTime() < end) {
            answers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    /** How the try ended: by the loss of the pod or because the build was stopped, if that is so, whatever came of it. */
    private RuntimeException told(RuntimeException failure) {
        if (own.problem().isPresent()) {
            return new ProblemException(own.problem().get(), failure);
        }
        return own.isCancelled() ? new CancelledException() : failure;
    }
}
