package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import org.eclipse.jgit.lib.ProgressMonitor;

/** Lets JGit notice that a build is cancelled. */
record CancelMonitor(Cancellation cancellation) implements ProgressMonitor {
    @Override
    public boolean isCancelled() {
        return cancellation.isCancelled();
    }

    @Override
    public void start(int totalTasks) {
        // Progress is not shown.
    }

    @Override
    public void beginTask(String title, int totalWork) {
        // Progress is not shown.
    }

    @Override
    public void update(int completed) {
        // Progress is not shown.
    }

    @Override
    public void endTask() {
        // Progress is not shown.
    }

    @Override
    public void showDuration(boolean enabled) {
        // Progress is not shown.
    }
}
