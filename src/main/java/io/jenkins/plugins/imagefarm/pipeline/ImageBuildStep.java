package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.BuilderAddress;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import java.util.List;
import java.util.function.UnaryOperator;
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
    boolean isOnFarm() {
        return getFarm() != null;
    }

    @Override
    boolean returnsParts() {
        return false;
    }

    @Override
    String builderNamed() {
        return builder;
    }

    @Override
    List<String> nodeNames() {
        return List.of();
    }

    @Override
    boolean hasLocalNode() {
        return false;
    }

    @Override
    FarmRules farmRules(UnaryOperator<String> expand) {
        FarmRules usual = FarmRules.usual();
        return new FarmRules(
                usual.emulation(),
                usual.strategy(),
                usual.labels(),
                true,
                usual.failFast(),
                usual.failover(),
                usual.cleanup(),
                usual.nodeTimeoutMs(),
                usual.dryRun());
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
            if (!FormAccess.hasConfigure(item)) {
                return FormValidation.ok();
            }
            if (Util.fixEmptyAndTrim(value) != null && Util.fixEmptyAndTrim(farm) != null) {
                return FormValidation.error(Messages.ImageBuildStep_farmAndBuilder());
            }
            return check(item, () -> {
                if (!hasVariable(value) && !BuilderAddress.isNodeName(value)) {
                    BuilderAddress.parse(value);
                }
            });
        }
    }
}
