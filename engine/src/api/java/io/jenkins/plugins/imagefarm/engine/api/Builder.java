package io.jenkins.plugins.imagefarm.engine.api;

import java.util.regex.Pattern;

/**
 * Where a build may run.
 *
 * @param name what it is called; empty for one that has only an address
 * @param uri {@code unix:///path}, {@code tcp://host:port} or {@code ssh://user@host:port/path/of/socket}; empty to look for a
 *     builder beside the engine
 * @param type what answers there; {@link BuilderType#AUTO} to find out
 * @param knownHosts public keys of the SSH server, lines of OpenSSH's {@code known_hosts}; empty if it is not reached by SSH
 */
public record Builder(String name, String uri, BuilderType type, String knownHosts) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    public Builder {
        name = name == null ? "" : name;
        uri = uri == null ? "" : uri.strip();
        type = type == null ? BuilderType.AUTO : type;
        knownHosts = knownHosts == null ? "" : knownHosts;
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new ProblemException(Problem.user(
                    "'" + name + "' is not a node's name",
                    "Use up to 63 letters, digits, '.', '_' and '-', beginning with a letter or digit."));
        }
    }

    /** One that has only an address. */
    public Builder(String uri) {
        this("", uri, BuilderType.AUTO, "");
    }

    /** Whether it comes to be in a pod that Jenkins makes for the build. */
    public boolean inPods() {
        return type == BuilderType.KUBERNETES;
    }

    /** The same builder, of a type that was found out. */
    public Builder of(BuilderType known) {
        return new Builder(name, uri, known, knownHosts);
    }
}
