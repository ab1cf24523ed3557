package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import java.io.Serializable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The login of one build for one registry. Holds the id of credentials only, because it is kept with the job and, while a
 * Pipeline runs, with the run.
 */
public class RegistryLogin implements Describable<RegistryLogin>, Serializable {
    private static final long serialVersionUID = 1L;

    private final String host;
    private final String credentialsId;

    @DataBoundConstructor
    public RegistryLogin(String host, String credentialsId) {
        this.host = parseHost(host);
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** A host as it stands in image names, or the name of a configured registry. */
    public String getHost() {
        return host;
    }

    /** Null to reach the registry without a login. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Names of registries come and go with the configuration, so anything that is not a name has to be a host. */
    private static String parseHost(@CheckForNull String text) {
        return RegistryConfiguration.isName(text) ? text.strip() : RegistryHost.parse(text);
    }

    @Extension
    @Restricted(NoExternalUse.class)
    public static class DescriptorImpl extends Descriptor<RegistryLogin> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.RegistryLogin_displayName();
        }

        @POST
        public FormValidation doCheckHost(@AncestorInPath Item item, @QueryParameter String value) {
            if (!FormAccess.hasConfigure(item)) {
                return FormValidation.ok();
            }
            return FormCheck.of(() -> ImageFarmConfiguration.get().hostOf(value));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String host, @QueryParameter String credentialsId) {
            if (!FormAccess.hasListCredentials(item)) {
                return CredentialChoices.only(credentialsId);
            }
            return choices(item, host).items(credentialsId);
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String host, @QueryParameter String value) {
            if (!FormAccess.hasListCredentials(item)) {
                return FormValidation.ok();
            }
            return choices(item, host).check(value);
        }

        private static CredentialChoices<StandardUsernamePasswordCredentials> choices(Item item, String host) {
            return new CredentialChoices<>(
                    item, StandardUsernamePasswordCredentials.class, RegistryDomain.of(known(host)));
        }

        /** Empty while what is typed is not a host yet, so that all credentials are offered. */
        private static String known(String host) {
            try {
                return ImageFarmConfiguration.get().hostOf(host);
            } catch (Failure e) {
                return "";
            }
        }
    }
}
