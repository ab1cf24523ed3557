package io.jenkins.plugins.imagefarm.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.imagefarm.pipeline.FarmBuildStep;
import io.jenkins.plugins.imagefarm.pipeline.ImageStep;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code farmBuild} in freestyle jobs. */
public final class FarmBuilder extends StepBuilder {
    private final FarmBuildStep step;

    @DataBoundConstructor
    public FarmBuilder(FarmBuildStep step) {
        this.step = step;
    }

    public FarmBuildStep getStep() {
        return step;
    }

    @Override
    ImageStep step() {
        return step;
    }

    @Extension
    @Symbol("farmBuilder")
    public static final class DescriptorImpl extends StepBuilderDescriptor {
        public DescriptorImpl() {
            super(FarmBuildStep.DescriptorImpl.class);
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FarmBuilder_displayName();
        }
    }
}
