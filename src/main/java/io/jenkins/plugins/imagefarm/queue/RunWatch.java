package io.jenkins.plugins.imagefarm.queue;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;

/** A run that is over holds nothing, also if its steps could not say so: it may have been killed, or deleted. */
@Extension
public final class RunWatch extends RunListener<Run<?, ?>> {
    @Override
    public void onCompleted(Run<?, ?> run, @NonNull TaskListener listener) {
        Slots.get().leaveAll(run);
    }

    @Override
    public void onDeleted(Run<?, ?> run) {
        Slots.get().leaveAll(run);
    }
}
