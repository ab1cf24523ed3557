package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A right that a build may have beyond what every build has, if its builder grants it: one value of buildx's {@code --allow}.
 *
 * @param kind which one
 * @param device the one device it is about, as its name in CDI; empty for all devices, and where it is about none
 */
public record Entitlement(Kind kind, String device) {
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./:=-]*");

    /** The network of the builder's machine. */
    public static final Entitlement HOST_NETWORK = new Entitlement(Kind.NETWORK_HOST, "");

    /** Those that BuildKit knows. */
    public enum Kind {
        /** {@code RUN --network=host}. */
        NETWORK_HOST("network.host"),
        /** {@code RUN --security=insecure}. */
        SECURITY_INSECURE("security.insecure"),
        /** {@code RUN --device}. */
        DEVICE("device");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public Entitlement {
        Objects.requireNonNull(kind, "kind");
        device = device == null ? "" : device;
        if (!device.isEmpty() && (kind != Kind.DEVICE || !DEVICE.matcher(device).matches())) {
            throw unknown(kind + "=" + device);
        }
    }

    /**
     * Parses {@code network.host}, {@code security.insecure}, {@code device} or {@code device=NAME}.
     *
     * @throws ProblemException if there is no such entitlement
     */
    public static Entitlement valueOf(String text) {
        String[] parts = text.strip().split("=", 2);
        for (Kind kind : Kind.values()) {
            if (kind.text.equals(parts[0])) {
                return new Entitlement(kind, parts.length < 2 ? "" : parts[1]);
            }
        }
        throw unknown(text);
    }

    private static ProblemException unknown(String text) {
        return new ProblemException(Problem.user(
                "There is no entitlement '" + text + "'",
                "Entitlements are network.host, security.insecure, device, and device=NAME for one device."));
    }

    /** Whether who has this one has the other, too. */
    public boolean includes(Entitlement other) {
        return kind == other.kind && (device.isEmpty() || device.equals(other.device));
    }

    /** As BuildKit knows it. */
    @Override
    public String toString() {
        return device.isEmpty() ? kind.text : kind.text + "=" + device;
    }
}
