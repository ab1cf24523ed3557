package io.jenkins.plugins.imagefarm.engine.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A line of {@code /etc/hosts} that RUN instructions see: one value of buildx's {@code --add-host}.
 *
 * @param name of the host
 * @param address its IPv4 or IPv6 address, without brackets
 */
public record ExtraHost(String name, String address) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    public ExtraHost {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(address, "address");
        if (!NAME.matcher(name).matches()) {
            throw new ProblemException(Problem.user(
                    "'" + name + "' is not the name of a host", "Write NAME:ADDRESS, such as db:10.0.0.5."));
        }
        if (!isAddress(address)) {
            throw new ProblemException(Problem.user(
                    "'" + address + "' is not an IP address for the host '" + name + "'",
                    "Write NAME:ADDRESS, such as db:10.0.0.5."));
        }
    }

    /** No name is ever looked up: what comes this far is asked for as an address only. */
    private static boolean isAddress(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            return InetAddress.getByName(text) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Parses {@code name:address} or {@code name=address}; the address may stand in brackets.
     *
     * @throws ProblemException if it is neither
     */
    public static ExtraHost valueOf(String text) {
        String[] parts = text.strip().split(text.contains("=") ? "=" : ":", 2);
        String address = parts.length < 2 ? "" : parts[1].strip();
        boolean inBrackets = address.startsWith("[") && address.endsWith("]");
        return new ExtraHost(parts[0].strip(), inBrackets ? address.substring(1, address.length() - 1) : address);
    }
}
