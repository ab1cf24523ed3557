package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import java.io.Serializable;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A file that is there only while an application is assembled: one of the workspace, or what credentials hold. Values are kept as
 * they were given, because in a freestyle job they may hold variables; of credentials only the id is kept.
 */
public class InjectedFile implements Describable<InjectedFile>, Serializable {
    private static final long serialVersionUID = 1L;

    private static final CredentialsMatcher KINDS = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(FileCredentials.class),
            CredentialsMatchers.instanceOf(StringCredentials.class));

    private final String dest;
    private String credentialsId;
    private String path;

    @DataBoundConstructor
    public InjectedFile(String dest) {
        this.dest = Util.fixEmptyAndTrim(dest);
    }

    /** Its path while the application is assembled; null if nobody said. */
    @CheckForNull
    public String getDest() {
        return dest;
    }

    /** Of a secret file or secret text; null for a file of the workspace. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Of a file of the workspace; null for credentials. */
    @CheckForNull
    public String getPath() {
        return path;
    }

    @DataBoundSetter
    public void setPath(@CheckForNull String path) {
        this.path = Util.fixEmptyAndTrim(path);
    }

    @Extension
    @Restricted(NoExternalUse.class)
    public static class DescriptorImpl extends Descriptor<InjectedFile> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.InjectedFile_displayName();
        }

        @POST
        public FormValidation doCheckDest(@AncestorInPath Item item, @QueryParameter String value) {
            return !FormAccess.hasConfigure(item) || Util.fixEmptyAndTrim(value) != null
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.InjectedFile_noDest());
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return FormAccess.hasListCredentials(item)
                    ? choices(item).items(credentialsId)
                    : CredentialChoices.only(credentialsId);
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String path, @QueryParameter String value) {
            if (!FormAccess.hasListCredentials(item)) {
                return FormValidation.ok();
            }
            return Util.fixEmptyAndTrim(path) != null && Util.fixEmptyAndTrim(value) != null
                    ? FormValidation.error(Messages.InjectedFile_both())
                    : choices(item).check(value);
        }

        private static CredentialChoices<StandardCredentials> choices(Item item) {
            return new CredentialChoices<>(item, StandardCredentials.class, List.of(), KINDS);
        }
    }
}
