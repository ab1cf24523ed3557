package io.jenkins.plugins.imagefarm.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.imagefarm.pipeline.ImageBuildStep;
import io.jenkins.plugins.imagefarm.pipeline.ImageStep;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code imageBuild} in freestyle jobs. */
public final class ImageBuilder extends StepBuilder {
    private final ImageBuildStep step;

    @DataBoundConstructor
    public ImageBuilder(ImageBuildStep step) {
        this.step = step;
    }

    public ImageBuildStep getStep() {
        return step;
    }

    @Override
    ImageStep step() {
        return step;
    }

    @Extension
    @Symbol("imageBuilder")
    public static final class DescriptorImpl extends StepBuilderDescriptor {
        public DescriptorImpl() {
            super(ImageBuildStep.DescriptorImpl.class);
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ImageBuilder_displayName();
        }
    }
}
