package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The address of a builder, as far as it can be judged on the controller: its form. Whether something listens there only
 * the agent can tell.
 *
 * @param uri as it was given; empty for a builder beside the agent
 * @param way how it is reached
 * @param user who logs in by SSH; null if the address does not say
 * @param host null if it is the agent itself
 */
public record BuilderAddress(
        String uri,
        Way way,
        @CheckForNull String user,
        @CheckForNull String host) {
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    /** No address is without a colon. */
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::|0:0:0:0:0:0:0:)1]");
    private static final int LARGEST_PORT = 65535;
    private static final Set<Way> OF_UNREGISTERED = Set.of(Way.UNIX, Way.TCP);

    /** How a builder is reached. */
    enum Way {
        /** The one that is found on the agent. */
        FOUND,
        /** A socket of the agent. */
        UNIX,
        TCP,
        /** A socket of another machine. */
        SSH
    }

    /**
     * Parses what a user typed for a builder that is not registered as a node. There are no keys for it, so it cannot be
     * reached by SSH.
     *
     * @return null if there is none, so that a builder is looked for on the agent
     * @throws Failure if it is not the address of such a builder
     */
    @CheckForNull
    public static String parse(@CheckForNull String text) {
        String address = Util.fixEmptyAndTrim(text);
        if (address == null) {
            return null;
        }
        BuilderAddress parsed = ofNode(address);
        if (!OF_UNREGISTERED.contains(parsed.way)) {
            throw new Failure(Messages.BuilderAddress_ssh(address));
        }
        return address;
    }

    /** Whether that is rather the name of a node than an address. */
    public static boolean isNodeName(@CheckForNull String text) {
        return NODE.matcher(Util.fixNull(text).strip()).matches();
    }

    /**
     * Parses the address of a node.
     *
     * @throws Failure if it is none
     */
    static BuilderAddress ofNode(@CheckForNull String text) {
        String address = Util.fixNull(text).strip();
        if (address.isEmpty()) {
            return new BuilderAddress("", Way.FOUND, null, null);
        }
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw new Failure(Messages.BuilderAddress_invalid(address));
        }
        String path = Util.fixNull(uri.getPath());
        boolean complete = uri.getQuery() == null && uri.getFragment() == null && uri.getPort() <= LARGEST_PORT;
        BuilderAddress parsed =
                switch (Util.fixNull(uri.getScheme())) {
                    case "unix" ->
                        uri.getAuthority() == null && path.startsWith("/")
                                ? new BuilderAddress(address, Way.UNIX, null, null)
                                : null;
                    case "tcp" -> {
                        requireNoPassword(uri.getUserInfo() != null);
                        yield uri.getHost() != null && path.isEmpty()
                                ? new BuilderAddress(address, Way.TCP, null, uri.getHost())
                                : null;
                    }
                    case "ssh" -> {
                        requireNoPassword(Util.fixNull(uri.getUserInfo()).contains(":"));
                        yield uri.getHost() != null
                                        && path.length() > 1
                                        && (uri.getUserInfo() == null || isUser(uri.getUserInfo()))
                                ? new BuilderAddress(address, Way.SSH, uri.getUserInfo(), uri.getHost())
                                : null;
                    }
                    default -> null;
                };
        if (parsed == null || !complete) {
            throw new Failure(Messages.BuilderAddress_invalid(address));
        }
        return parsed;
    }

    /** Whether that can stand in an address as the name of a user. */
    static boolean isUser(String name) {
        return USER.matcher(name).matches();
    }

    /** Whether it is the machine itself from which it is reached. */
    boolean isLoopback() {
        return host != null && LOOPBACK.matcher(host).matches();
    }

    /** The same with that user, for an address of SSH that names none. */
    String withUser(String name) {
        return uri.replaceFirst("^ssh://", "ssh://" + name + "@");
    }

    private static void requireNoPassword(boolean hasPassword) {
        if (hasPassword) {
            throw new Failure(Messages.BuilderAddress_password());
        }
    }
}
