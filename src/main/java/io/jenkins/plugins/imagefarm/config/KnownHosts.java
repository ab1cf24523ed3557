package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Failure;
import java.util.regex.Pattern;

/** Public keys of an SSH server, as lines of OpenSSH's {@code known_hosts}; the form is that of sshd(8). */
final class KnownHosts {
    private static final Pattern LINE =
            Pattern.compile("(@[a-z-]+\\s+)?\\S+\\s+[a-z][A-Za-z0-9@.-]+\\s+[A-Za-z0-9+/]+=*(\\s.*)?");

    private KnownHosts() {}

    /**
     * Parses what a user pasted.
     *
     * @return the lines that say something; null if there are none
     * @throws Failure if one of them is not of that form
     */
    @CheckForNull
    static String parse(@CheckForNull String text) {
        String lines = String.join(
                "\n",
                Util.fixNull(text)
                        .lines()
                        .map(String::strip)
                        // ssh-keyscan writes the server's version in a comment.
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .toList());
        if (lines.contains("PRIVATE KEY-----")) {
            throw new Failure(Messages.KnownHosts_key());
        }
        lines.lines().filter(line -> !LINE.matcher(line).matches()).findFirst().ifPresent(line -> {
            throw new Failure(Messages.KnownHosts_invalid(line));
        });
        return Util.fixEmpty(lines);
    }
}
