package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The SSH keys of {@code RUN --mount=type=ssh}, taken from credentials. */
@Restricted(NoExternalUse.class)
public final class SshKeys {
    private SshKeys() {}

    /**
     * Looks the credentials up, with the rights of the run and noting their use. It may take its time, so it is not for the
     * thread of a Pipeline.
     *
     * @param credentialsIds credentials ids by the mount's id
     * @return the keys by the mount's id
     * @throws AbortException if credentials are not there, of another kind, or hold no key
     */
    @NonNull
    public static Map<String, SshKey> resolve(@NonNull Run<?, ?> run, @NonNull Map<String, String> credentialsIds)
            throws AbortException {
        RunCredentials credentials = new RunCredentials(run);
        Map<String, SshKey> keys = new HashMap<>();
        for (Map.Entry<String, String> wanted : credentialsIds.entrySet()) {
            keys.put(
                    wanted.getKey(),
                    of(credentials.require(
                            wanted.getValue(),
                            SSHUserPrivateKey.class,
                            List.of(),
                            Messages.SshKeys_purpose(wanted.getKey()))));
        }
        return keys;
    }

    /** The first key that they hold. */
    static SshKey of(SSHUserPrivateKey credentials) throws AbortException {
        List<String> keys = credentials.getPrivateKeys();
        if (keys.isEmpty()) {
            throw new AbortException(Messages.SshKeys_none(credentials.getId()));
        }
        return new SshKey(keys.get(0), Util.fixEmpty(Secret.toString(credentials.getPassphrase())));
    }
}
