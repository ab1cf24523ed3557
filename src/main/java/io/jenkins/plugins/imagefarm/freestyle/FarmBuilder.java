package io.jenkins.plugins.imagefarm.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.imagefarm.pipeline.FarmBuildStep;
import java.io.IOException;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code farmBuild} in freestyle jobs. All its parameters are those of the Pipeline step, which it holds. */
public final class FarmBuilder extends Builder {
    private final FarmBuildStep step;

    @DataBoundConstructor
    public FarmBuilder(FarmBuildStep step) {
        this.step = step;
    }

    public FarmBuildStep getStep() {
        return step;
    }

    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        new FreestyleRun(build, listener, step).perform();
        return true;
    }

    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FarmBuilder_displayName();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
