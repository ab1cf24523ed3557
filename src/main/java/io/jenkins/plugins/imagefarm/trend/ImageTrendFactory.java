package io.jenkins.plugins.imagefarm.trend;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import io.jenkins.plugins.imagefarm.run.JobMark;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Gives a page to every job that has built images. Jenkins asks for each drawing of a side panel, so no run is loaded here. */
@Extension
@SuppressWarnings("rawtypes") // as type() is of the raw class
public final class ImageTrendFactory extends TransientActionFactory<Job> {
    @Override
    public Class<Job> type() {
        return Job.class;
    }

    @Override
    public Class<? extends Action> actionType() {
        return ImageTrendAction.class;
    }

    @NonNull
    @Override
    public Collection<? extends Action> createFor(@NonNull Job job) {
        return JobMark.of(job).isSet() ? List.of(new ImageTrendAction(job)) : List.of();
    }
}
