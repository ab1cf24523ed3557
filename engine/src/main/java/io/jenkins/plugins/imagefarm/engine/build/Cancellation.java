package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether a build is to be stopped, and what has to be done at that moment. Cancelling is final. */
public final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;
    private Problem problem;

    /** Somebody wants the build to end. */
    public void cancel() {
        cancel(null);
    }

    /** The build cannot go on: it is stopped like a cancelled one, and has failed for this reason. */
    public void fail(Problem reason) {
        cancel(Objects.requireNonNull(reason, "reason"));
    }

    private void cancel(Problem reason) {
        List<Runnable> todo;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            problem = reason;
            todo = List.copyOf(actions);
            actions.clear();
        }
        todo.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Why the build cannot go on; empty if it can, or if somebody wanted it to end. */
    public synchronized Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Runs the action when the build is cancelled, at once if it is already.
     *
     * @return ends the registration
     */
    public AutoCloseableAction onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> remove(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void remove(Runnable action) {
        actions.remove(action);
    }

    /** An {@link AutoCloseable} that cannot fail. */
    @FunctionalInterface
    public interface AutoCloseableAction extends AutoCloseable {
        @Override
        void close();
    }
}
