package io.jenkins.plugins.imagefarm.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.imagefarm.pipeline.ImageStep;
import io.jenkins.plugins.imagefarm.pipeline.S2iBuildStep;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code s2iBuild} in freestyle jobs. */
public final class S2iBuilder extends StepBuilder {
    private final S2iBuildStep step;

    @DataBoundConstructor
    public S2iBuilder(S2iBuildStep step) {
        this.step = step;
    }

    public S2iBuildStep getStep() {
        return step;
    }

    @Override
    ImageStep step() {
        return step;
    }

    @Extension
    @Symbol("s2iBuilder")
    public static final class DescriptorImpl extends StepBuilderDescriptor {
        public DescriptorImpl() {
            super(S2iBuildStep.DescriptorImpl.class);
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.S2iBuilder_displayName();
        }
    }
}
