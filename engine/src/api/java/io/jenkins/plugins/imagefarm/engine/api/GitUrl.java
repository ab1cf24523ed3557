package io.jenkins.plugins.imagefarm.engine.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Git repository is. It never holds a password or a token.
 *
 * @param scheme {@code https}, {@code http}, {@code ssh} or {@code git}
 * @param user of SSH; empty if it names none
 * @param host a name or an address
 * @param port 0 for the scheme's own
 * @param path of the repository on its server
 * @param scp whether it is written as {@code user@host:path}
 */
public record GitUrl(String scheme, String user, String host, int port, String path, boolean scp) {
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "git");
    private static final Pattern SCP = Pattern.compile("([A-Za-z0-9._-]+)@([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):(.+)");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1]");
    private static final int LARGEST_PORT = 65535;

    public GitUrl {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(path, "path");
    }

    /** @throws ProblemException if the text is no Git repository's URL; what may be a password in it is not shown */
    public static GitUrl valueOf(String text) {
        String url = text == null ? "" : text.strip();
        if (url.isEmpty()) {
            throw new ProblemException(Problem.user("A Git source needs the repository's URL", "Give its url."));
        }
        if (!url.contains("://")) {
            return scp(url);
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw invalid(url, "it is not a URL");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw invalid(url, "its scheme is not known");
        }
        if (uri.getHost() == null) {
            throw invalid(url, "it names no host");
        }
        String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        if (!user.isEmpty() && (!scheme.equals("ssh") || user.contains(":"))) {
            throw new ProblemException(Problem.user(
                    "The URL of the Git repository on " + uri.getHost() + " holds a login, which does not belong there",
                    "Leave it out of the URL, and give credentials instead."));
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw invalid(url, "it has a query or a fragment");
        }
        if (uri.getPort() > LARGEST_PORT) {
            throw invalid(url, "no port is larger than " + LARGEST_PORT);
        }
        String path = uri.getPath();
        if (path.length() < 2 || hasControl(path + user)) {
            throw invalid(url, "it does not say where the repository is on its server");
        }
        return new GitUrl(scheme, user, uri.getHost(), Math.max(0, uri.getPort()), path, false);
    }

    private static GitUrl scp(String text) {
        Matcher scp = SCP.matcher(text);
        if (!scp.matches() || scp.group(3).startsWith("-") || hasControl(text)) {
            throw invalid(text, "it is neither a URL nor of the form user@host:path");
        }
        return new GitUrl("ssh", scp.group(1), scp.group(2), 0, scp.group(3), true);
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static ProblemException invalid(String url, String why) {
        // Whatever stands before the last @ may be a password.
        String shown = url.substring(url.lastIndexOf('@') + 1);
        return new ProblemException(Problem.user(
                "'" + (shown.equals(url) ? "" : "…@") + shown + "' is not a Git repository's URL: " + why,
                "Use https://host/org/repo.git, ssh://git@host/org/repo.git or git@host:org/repo.git."));
    }

    /** Whether a text is written as {@code user@host:path}. */
    static boolean isScp(String text) {
        return !text.contains("://") && SCP.matcher(text).matches();
    }

    public boolean isHttp() {
        return scheme.startsWith("http");
    }

    public boolean isSsh() {
        return scheme.equals("ssh");
    }

    /** The port to connect to. */
    public int realPort() {
        if (port > 0) {
            return port;
        }
        return switch (scheme) {
            case "https" -> 443;
            case "http" -> 80;
            case "ssh" -> 22;
            default -> 9418;
        };
    }

    /** Whether a password for it may be sent: nobody between here and there can read it. */
    public boolean isPrivate() {
        return scheme.equals("https")
                || isSsh()
                || scheme.equals("http")
                        && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether the other is on the same server, spoken to in the same way: credentials for one are for both. */
    public boolean isSameServer(GitUrl other) {
        return scheme.equals(other.scheme) && host.equalsIgnoreCase(other.host) && realPort() == other.realPort();
    }

    /**
     * What a submodule's URL means in this repository.
     *
     * @param url absolute, or relative with {@code ./} or {@code ../}
     */
    public GitUrl resolve(String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return valueOf(url);
        }
        List<String> parts = new ArrayList<>(List.of(path.replaceAll("/+$", "").split("/")));
        for (String part : url.split("/")) {
            if (part.equals("..")) {
                if (parts.isEmpty() || parts.size() == 1 && parts.get(0).isEmpty()) {
                    throw invalid(url, "it leads out of " + this);
                }
                parts.remove(parts.size() - 1);
            } else if (!part.equals(".") && !part.isEmpty()) {
                parts.add(part);
            }
        }
        return new GitUrl(scheme, user, host, port, String.join("/", parts), scp);
    }

    /** As it was written. */
    @Override
    public String toString() {
        if (scp) {
            return user + "@" + host + ":" + path;
        }
        String login = user.isEmpty() ? "" : user + "@";
        try {
            String encoded = new URI(null, null, path, null).getRawPath();
            return scheme + "://" + login + host + (port == 0 ? "" : ":" + port) + encoded;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
