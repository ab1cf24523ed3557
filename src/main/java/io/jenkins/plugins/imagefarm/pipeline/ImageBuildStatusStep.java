package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code imageBuildStatus}: how a build is that its step did not wait for. */
public final class ImageBuildStatusStep extends DetachedBuildStep {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public ImageBuildStatusStep(@CheckForNull String id) {
        super(id);
    }

    @Extension
    public static final class DescriptorImpl extends DetachedDescriptor {
        @Override
        public String getFunctionName() {
            return "imageBuildStatus";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ImageBuildStatusStep_displayName();
        }
    }
}
