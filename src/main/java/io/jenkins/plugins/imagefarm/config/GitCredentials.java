package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Credentials for a Git server: user and password, a token as secret text, or an SSH key. */
@Restricted(NoExternalUse.class)
public final class GitCredentials {
    static final CredentialsMatcher KINDS = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
            CredentialsMatchers.instanceOf(StringCredentials.class),
            CredentialsMatchers.instanceOf(SSHUserPrivateKey.class));

    private GitCredentials() {}

    /**
     * Looks the credentials up, with the rights of the run and noting their use. It may take its time, so it is not for the
     * thread of a Pipeline.
     *
     * @param credentialsId null for none
     * @throws AbortException if they are not there, not meant for that server, or of another kind
     */
    @NonNull
    public static GitKeys resolve(@NonNull Run<?, ?> run, @CheckForNull String credentialsId, @NonNull GitUrl url)
            throws AbortException {
        String id = Util.fixEmptyAndTrim(credentialsId);
        if (id == null) {
            return GitKeys.none();
        }
        StandardCredentials found = new RunCredentials(run)
                .require(id, StandardCredentials.class, requirements(url), Messages.GitCredentials_purpose(url));
        if (found instanceof StringCredentials token) {
            return new GitKeys(new Login(GitKeys.TOKEN_USER, token.getSecret().getPlainText()), null, null);
        }
        if (found instanceof StandardUsernamePasswordCredentials user) {
            return new GitKeys(RegistryLogins.login(user), null, null);
        }
        if (found instanceof SSHUserPrivateKey key) {
            SshKey first = SshKeys.of(key);
            return new GitKeys(null, first.privateKey(), first.passphrase());
        }
        throw new AbortException(
                Messages.GitCredentials_kind(id, url, found.getDescriptor().getDisplayName()));
    }

    /** What the credentials' domain must allow; nothing while what is typed is no URL yet. */
    static List<DomainRequirement> requirements(@CheckForNull String url) {
        try {
            return requirements(GitUrl.valueOf(url));
        } catch (ProblemException e) {
            return List.of();
        }
    }

    private static List<DomainRequirement> requirements(GitUrl url) {
        return URIRequirementBuilder.create()
                .withScheme(url.scheme())
                .withHostnamePort(url.host(), url.realPort())
                .withPath(url.path())
                .build();
    }
}
