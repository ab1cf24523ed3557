package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code imageBuildCancel}: ends a build that its step did not wait for, and does not wait for that either. */
public final class ImageBuildCancelStep extends DetachedBuildStep {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public ImageBuildCancelStep(@CheckForNull String id) {
        super(id);
    }

    @Override
    Map<String, Object> with(DetachedBuild build) {
        build.cancel(Messages.ImageBuildCancelStep_cancelled());
        return build.status();
    }

    @Extension
    public static final class DescriptorImpl extends DetachedDescriptor {
        @Override
        public String getFunctionName() {
            return "imageBuildCancel";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ImageBuildCancelStep_displayName();
        }
    }
}
