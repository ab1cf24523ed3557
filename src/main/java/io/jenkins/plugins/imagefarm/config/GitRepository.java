package io.jenkins.plugins.imagefarm.config;

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
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import java.io.Serializable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The Git repository that a build's files come from. Values are kept as they were given, because in a freestyle job they may hold
 * variables; of credentials only the id is kept.
 */
public class GitRepository implements Describable<GitRepository>, Serializable {
    private static final long serialVersionUID = 1L;

    private String url;
    private String ref;
    private String credentialsId;
    private boolean submodules;
    private boolean lfs;
    private String knownHosts;

    @DataBoundConstructor
    public GitRepository() {
        // The step may say elsewhere which repository it is, so nothing is required.
    }

    /** Null if it is said elsewhere which repository it is. */
    @CheckForNull
    public String getUrl() {
        return url;
    }

    @DataBoundSetter
    public void setUrl(@CheckForNull String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    /** A branch, tag or commit; null for the server's default branch. */
    @CheckForNull
    public String getRef() {
        return ref;
    }

    @DataBoundSetter
    public void setRef(@CheckForNull String ref) {
        this.ref = Util.fixEmptyAndTrim(ref);
    }

    /** Null to read it as everybody may. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    public boolean isSubmodules() {
        return submodules;
    }

    @DataBoundSetter
    public void setSubmodules(boolean submodules) {
        this.submodules = submodules;
    }

    /** Whether files of Git LFS are brought, rather than the pointers to them. */
    public boolean isLfs() {
        return lfs;
    }

    @DataBoundSetter
    public void setLfs(boolean lfs) {
        this.lfs = lfs;
    }

    /** Host keys of an SSH server, as lines of OpenSSH's {@code known_hosts}. */
    @CheckForNull
    public String getKnownHosts() {
        return knownHosts;
    }

    @DataBoundSetter
    public void setKnownHosts(@CheckForNull String knownHosts) {
        this.knownHosts = Util.fixEmptyAndTrim(knownHosts);
    }

    /**
     * The lines of known hosts that say something.
     *
     * @throws hudson.model.Failure if one of them is not of that form
     */
    @NonNull
    public String knownHostLines() {
        return Util.fixNull(KnownHosts.parse(knownHosts));
    }

    @Extension
    @Restricted(NoExternalUse.class)
    public static class DescriptorImpl extends Descriptor<GitRepository> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.GitRepository_displayName();
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            if (!FormAccess.hasConfigure(item) || Util.fixEmptyAndTrim(value) == null || value.contains("$")) {
                return FormValidation.ok();
            }
            return FormCheck.of(() -> FormCheck.failing(() -> GitUrl.valueOf(value)));
        }

        @POST
        public FormValidation doCheckKnownHosts(@AncestorInPath Item item, @QueryParameter String value) {
            if (!FormAccess.hasConfigure(item)) {
                return FormValidation.ok();
            }
            return FormCheck.of(() -> KnownHosts.parse(value));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String url, @QueryParameter String credentialsId) {
            if (!FormAccess.hasListCredentials(item)) {
                return CredentialChoices.only(credentialsId);
            }
            return choices(item, url).items(credentialsId);
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String url, @QueryParameter String value) {
            if (!FormAccess.hasListCredentials(item)) {
                return FormValidation.ok();
            }
            return choices(item, url).check(value);
        }

        private static CredentialChoices<StandardCredentials> choices(Item item, String url) {
            return new CredentialChoices<>(
                    item, StandardCredentials.class, GitCredentials.requirements(url), GitCredentials.KINDS);
        }
    }
}
