package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code imageBuild}: builds an image on one builder, which may be a node of a farm. */
public final class ImageBuildStep extends DockerfileStep {
    private static final long serialVersionUID = 1L;

    private String builder;

    @DataBoundConstructor
    public ImageBuildStep() {
        // All parameters are optional.
    }

    @CheckForNull
    public String getBuilder() {
        return builder;
    }

    @DataBoundSetter
    public void setBuilder(@CheckForNull String builder) {
        this.builder = Util.fixEmptyAndTrim(builder);
    }

    @Override
    String builderNamed() {
        return builder;
    }

    @Extension
    public static final class DescriptorImpl extends DockerfileStepDescriptor {
        @Override
        public String getFunctionName() {
            return "imageBuild";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ImageBuildStep_displayName();
        }

        @POST
        public FormValidation doCheckBuilder(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String farm) {
            return checkBuilder(item, value, farm);
        }
    }
}
