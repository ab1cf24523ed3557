package io.jenkins.plugins.imagefarm.engine.build;

import java.util.ArrayList;
import java.util.List;

/** Whether a build is to be stopped, and what has to be done at that moment. Cancelling is final. */
public final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    public void cancel() {
        List<Runnable> todo;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            todo = List.copyOf(actions);
            actions.clear();
        }
        todo.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
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
