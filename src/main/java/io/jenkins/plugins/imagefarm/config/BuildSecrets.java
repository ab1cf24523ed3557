package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The secrets of {@code RUN --mount=type=secret}, taken from credentials. */
@Restricted(NoExternalUse.class)
public final class BuildSecrets {
    /** What fits into {@code id=} of a Dockerfile and, as it is the default mount's name, into a file name. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    private BuildSecrets() {}

    /**
     * Looks the credentials up, with the rights of the run and noting their use. It may take its time, so it is not for the
     * thread of a Pipeline.
     *
     * @param credentialsIds credentials ids by the secret's id
     * @return the secrets by id; username and password become two, {@code <id>_username} and {@code <id>_password}
     * @throws AbortException if credentials are not there or of a kind that is no secret, or two secrets have the same id
     */
    @NonNull
    public static Map<String, byte[]> resolve(@NonNull Run<?, ?> run, @NonNull Map<String, String> credentialsIds)
            throws IOException {
        RunCredentials credentials = new RunCredentials(run);
        Map<String, byte[]> secrets = new HashMap<>();
        for (Map.Entry<String, String> wanted : credentialsIds.entrySet()) {
            String id = wanted.getKey();
            if (!ID.matcher(id).matches()) {
                throw new AbortException(Messages.BuildSecrets_id(id));
            }
            StandardCredentials found = credentials.require(
                    wanted.getValue(), StandardCredentials.class, List.of(), Messages.BuildSecrets_purpose(id));
            for (Map.Entry<String, byte[]> value : values(id, found).entrySet()) {
                if (secrets.put(value.getKey(), value.getValue()) != null) {
                    throw new AbortException(Messages.BuildSecrets_twice(value.getKey()));
                }
            }
        }
        return secrets;
    }

    /**
     * Looks the credentials of an injected file up, as {@link #resolve} does.
     *
     * @param dest the file's path, for messages
     * @throws AbortException if they are not there, or hold no file's content
     */
    @NonNull
    public static byte[] content(@NonNull Run<?, ?> run, @NonNull String credentialsId, @NonNull String dest)
            throws IOException {
        StandardCredentials found = new RunCredentials(run)
                .require(credentialsId, StandardCredentials.class, List.of(), Messages.BuildSecrets_injected(dest));
        return content(found)
                .orElseThrow(() -> new AbortException(Messages.BuildSecrets_noContent(
                        credentialsId, dest, found.getDescriptor().getDisplayName())));
    }

    private static Map<String, byte[]> values(String id, StandardCredentials credentials) throws IOException {
        Optional<byte[]> content = content(credentials);
        if (content.isPresent()) {
            return Map.of(id, content.get());
        }
        if (credentials instanceof StandardUsernamePasswordCredentials user) {
            return Map.of(
                    id + "_username", bytes(user.getUsername()),
                    id + "_password", bytes(user.getPassword().getPlainText()));
        }
        throw new AbortException(Messages.BuildSecrets_kind(
                credentials.getId(), id, credentials.getDescriptor().getDisplayName()));
    }

    /** @return empty if they hold something else */
    private static Optional<byte[]> content(StandardCredentials credentials) throws IOException {
        if (credentials instanceof StringCredentials text) {
            return Optional.of(bytes(text.getSecret().getPlainText()));
        }
        if (credentials instanceof FileCredentials file) {
            try (InputStream content = file.getContent()) {
                return Optional.of(content.readAllBytes());
            }
        }
        return Optional.empty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
