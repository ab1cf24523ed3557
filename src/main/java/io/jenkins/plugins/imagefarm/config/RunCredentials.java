package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import java.util.List;

/**
 * Credentials as one run may use them: those of its folder before global ones, with the rights of the user it runs as.
 *
 * @param run notes the use of every one that is found
 */
record RunCredentials(Run<?, ?> run) {

    @CheckForNull
    <C extends StandardCredentials> C find(String id, Class<C> type, List<DomainRequirement> requirements) {
        C found = CredentialsProvider.findCredentialById(id, type, run, requirements);
        if (found != null) {
            // The look-up itself tracks only those that are given as a parameter.
            CredentialsProvider.track(run, found);
        }
        return found;
    }

    /**
     * @param purpose completes "for …" in the message
     * @throws AbortException if there are none, saying why as far as it can be told
     */
    <C extends StandardCredentials> C require(
            String id, Class<C> type, List<DomainRequirement> requirements, String purpose) throws AbortException {
        C found = find(id, type, requirements);
        if (found != null) {
            return found;
        }
        String job = run.getParent().getFullDisplayName();
        StandardCredentials other =
                CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, List.of());
        if (type.isInstance(other)) {
            throw new AbortException(Messages.RunCredentials_domain(id, purpose));
        }
        if (other != null) {
            throw new AbortException(Messages.RunCredentials_kind(
                    id, purpose, other.getDescriptor().getDisplayName()));
        }
        throw new AbortException(Messages.RunCredentials_missing(id, purpose, job));
    }
}
