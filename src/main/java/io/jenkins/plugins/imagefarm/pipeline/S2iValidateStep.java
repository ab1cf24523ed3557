package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.CredentialChoices;
import io.jenkins.plugins.imagefarm.config.RegistryLogin;
import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code s2iValidate}: whether s2i builds can be made with an image, by what its registry says of it. */
public final class S2iValidateStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String image;
    private boolean incremental;
    private String runtimeImage;
    private String allowedUids;
    private String credentialsId;
    private List<RegistryLogin> registries = new ArrayList<>();

    @DataBoundConstructor
    public S2iValidateStep(String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    /** The builder image; null if nobody said. */
    @CheckForNull
    public String getImage() {
        return image;
    }

    /** Whether it is to save artifacts, too. */
    public boolean isIncremental() {
        return incremental;
    }

    @DataBoundSetter
    public void setIncremental(boolean incremental) {
        this.incremental = incremental;
    }

    /** An image for what it builds; null for none. */
    @CheckForNull
    public String getRuntimeImage() {
        return runtimeImage;
    }

    @DataBoundSetter
    public void setRuntimeImage(@CheckForNull String runtimeImage) {
        this.runtimeImage = Util.fixEmptyAndTrim(runtimeImage);
    }

    /** Numbers of users that may assemble; null for all. */
    @CheckForNull
    public String getAllowedUids() {
        return allowedUids;
    }

    @DataBoundSetter
    public void setAllowedUids(@CheckForNull String allowedUids) {
        this.allowedUids = Util.fixEmptyAndTrim(allowedUids);
    }

    /** For the registries of the images; null for what is configured. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @NonNull
    public List<RegistryLogin> getRegistries() {
        return registries;
    }

    @DataBoundSetter
    public void setRegistries(@CheckForNull List<RegistryLogin> registries) {
        this.registries = ImageStep.copy(registries);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new S2iValidateExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends ArgumentsDescriptor {
        @Override
        public String getFunctionName() {
            return "s2iValidate";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.S2iValidateStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckImage(@AncestorInPath Item item, @QueryParameter String value) {
            if (FormAccess.hasConfigure(item) && Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.error(Messages.S2iValidateStep_noImage());
            }
            return check(item, () -> lines(value).forEach(ImageReference::valueOf));
        }

        @POST
        public FormValidation doCheckRuntimeImage(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(ImageReference::valueOf));
        }

        @POST
        public FormValidation doCheckAllowedUids(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(AllowedUids::valueOf));
        }

        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return FormAccess.hasListCredentials(item)
                    ? ImageStepDescriptor.logins(item).check(value)
                    : FormValidation.ok();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return FormAccess.hasListCredentials(item)
                    ? ImageStepDescriptor.logins(item).items(credentialsId)
                    : CredentialChoices.only(credentialsId);
        }
    }
}
