package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.util.List;

/**
 * How Git servers are reached.
 *
 * @param keys for one server
 * @param knownHosts of SSH
 * @param hosts servers with a certificate authority of their own
 */
record GitAccess(GitKeys keys, String knownHosts, List<Registry> hosts, GitPatience patience) {
    /** For what the repository refers to: its keys are for its own server only. */
    GitAccess from(GitUrl repository, GitUrl other) {
        return repository.isSameServer(other) ? this : new GitAccess(GitKeys.none(), knownHosts, hosts, patience);
    }

    /** @throws ProblemException if there are keys that the server cannot be given */
    void check(GitUrl url) {
        if (keys.login() != null && url.isSsh()) {
            throw new ProblemException(Problem.user(
                    url + " is reached by SSH, and the credentials for it are no SSH key",
                    "Give credentials with a private key, or the repository's https URL."));
        }
        if (keys.login() != null && !url.isPrivate()) {
            throw new ProblemException(Problem.user(
                    "The credentials for " + url + " could be read by everybody on the way",
                    "Use the repository's https or ssh URL."));
        }
        if (keys.sshKey() != null && !url.isSsh()) {
            throw new ProblemException(Problem.user(
                    url + " is not reached by SSH, and the credentials for it are an SSH key",
                    "Give a user name and password or a token, or the repository's ssh URL."));
        }
    }
}
