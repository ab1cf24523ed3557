package io.jenkins.plugins.imagefarm.engine.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a server wants its client to log in: one challenge of {@code WWW-Authenticate}, RFC 9110 section 11.6.1.
 *
 * @param scheme in lower case, for instance {@code basic} or {@code bearer}
 * @param parameters by name in lower case
 */
public record Challenge(String scheme, Map<String, String> parameters) {
    static final String BASIC = "basic";
    static final String BEARER = "bearer";

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** Either {@code name=value}, which belongs to the scheme before it, or a new scheme. */
    private static final Pattern PART = Pattern.compile("\\G[\\s,]*(?:"
            + "(?<name>" + TOKEN + ")\\s*=\\s*(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*)\"|(?<plain>[^\\s,\"]+))"
            + "|(?<scheme>" + TOKEN + ")(?=[\\s,]|$))");

    public Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** All challenges of all headers. What cannot be read ends its header. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            String scheme = null;
            Map<String, String> parameters = new HashMap<>();
            Matcher part = PART.matcher(header);
            while (part.find()) {
                if (part.group("scheme") == null) {
                    parameters.put(part.group("name").toLowerCase(Locale.ROOT), value(part));
                    continue;
                }
                if (scheme != null) {
                    challenges.add(new Challenge(scheme, parameters));
                    parameters = new HashMap<>();
                }
                scheme = part.group("scheme").toLowerCase(Locale.ROOT);
            }
            if (scheme != null) {
                challenges.add(new Challenge(scheme, parameters));
            }
        }
        return challenges;
    }

    private static String value(Matcher part) {
        String quoted = part.group("quoted");
        return quoted == null ? part.group("plain") : quoted.replaceAll("\\\\(.)", "$1");
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The token endpoint of a {@code bearer} challenge; empty if it is not a URL one can speak http to. */
    Optional<URI> realm() {
        return parameter("realm").flatMap(Challenge::httpUrl);
    }

    static Optional<URI> httpUrl(String text) {
        try {
            URI url = new URI(text);
            boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            return http && url.getHost() != null && url.getUserInfo() == null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
