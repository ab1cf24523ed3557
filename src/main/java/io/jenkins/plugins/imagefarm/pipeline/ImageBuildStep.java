package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.FormAccess;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code imageBuild}: builds an image from a folder of the workspace and a Dockerfile. */
public final class ImageBuildStep extends ImageStep {
    private static final long serialVersionUID = 1L;

    private static final String DEFAULT_CONTEXT = ".";

    private String context = DEFAULT_CONTEXT;
    private String dockerfile;
    private String dockerfileText;
    private String target;
    private List<String> buildArgs = new ArrayList<>();
    private boolean noCache;
    private boolean pull;

    @DataBoundConstructor
    public ImageBuildStep() {
        // All parameters are optional.
    }

    @NonNull
    public String getContext() {
        return context;
    }

    @DataBoundSetter
    public void setContext(@CheckForNull String context) {
        String given = Util.fixEmptyAndTrim(context);
        this.context = given == null ? DEFAULT_CONTEXT : given;
    }

    @CheckForNull
    public String getDockerfile() {
        return dockerfile;
    }

    @DataBoundSetter
    public void setDockerfile(@CheckForNull String dockerfile) {
        this.dockerfile = Util.fixEmptyAndTrim(dockerfile);
    }

    @CheckForNull
    public String getDockerfileText() {
        return dockerfileText;
    }

    @DataBoundSetter
    public void setDockerfileText(@CheckForNull String dockerfileText) {
        this.dockerfileText = Util.fixEmptyAndTrim(dockerfileText) == null ? null : dockerfileText;
    }

    @CheckForNull
    public String getTarget() {
        return target;
    }

    @DataBoundSetter
    public void setTarget(@CheckForNull String target) {
        this.target = Util.fixEmptyAndTrim(target);
    }

    @NonNull
    public List<String> getBuildArgs() {
        return buildArgs;
    }

    @DataBoundSetter
    public void setBuildArgs(@CheckForNull List<String> buildArgs) {
        this.buildArgs = copy(buildArgs);
    }

    public boolean isNoCache() {
        return noCache;
    }

    @DataBoundSetter
    public void setNoCache(boolean noCache) {
        this.noCache = noCache;
    }

    public boolean isPull() {
        return pull;
    }

    @DataBoundSetter
    public void setPull(boolean pull) {
        this.pull = pull;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new ImageBuildExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends ImageStepDescriptor {
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
        public FormValidation doCheckDockerfileText(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String dockerfile) {
            if (!FormAccess.hasConfigure(item)) {
                return FormValidation.ok();
            }
            return Util.fixEmptyAndTrim(value) == null || Util.fixEmptyAndTrim(dockerfile) == null
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.ImageBuildStep_twoDockerfiles());
        }

        @POST
        public FormValidation doCheckBuildArgs(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> KeyValues.parse("buildArgs", lines(value)));
        }
    }
}
