package io.jenkins.plugins.imagefarm.freestyle;

import hudson.ExtensionList;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.imagefarm.pipeline.ImageStep;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** A build step of freestyle jobs. All its parameters are those of the Pipeline step, which it holds. */
public abstract class StepBuilder extends Builder {
    /** Not a property: that has the type of the one step, so that its form is found. */
    abstract ImageStep step();

    @Override
    public final boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        new FreestyleRun(build, listener, step()).perform();
        return true;
    }

    /** What the descriptors have in common. */
    public abstract static class StepBuilderDescriptor extends BuildStepDescriptor<Builder> {
        private final Class<? extends StepDescriptor> step;

        /** @param step whose help this is, too */
        StepBuilderDescriptor(Class<? extends StepDescriptor> step) {
            this.step = step;
        }

        @Override
        public final String getHelpFile() {
            return ExtensionList.lookupSingleton(step).getHelpFile();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public final boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
