package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An operating system and processor an image runs on, in the normal form of containerd's {@code platforms} package:
 * {@code x86_64} is {@code amd64}, {@code linux/arm64/v8} is {@code linux/arm64}, {@code linux/arm} is
 * {@code linux/arm/v7}.
 *
 * @param os for instance {@code linux}
 * @param architecture Go's name, for instance {@code amd64}
 * @param variant for instance {@code v7}; empty if there is none or it is the architecture's own
 */
public record Platform(String os, String architecture, String variant) {
    private static final Pattern PART = Pattern.compile("[a-z0-9_.-]+");

    public Platform {
        os = os.toLowerCase(Locale.ROOT);
        architecture = architecture.toLowerCase(Locale.ROOT);
        variant = variant == null ? "" : variant.toLowerCase(Locale.ROOT);
        switch (architecture) {
            case "x86_64", "x86-64" -> architecture = "amd64";
            case "i386" -> architecture = "386";
            case "aarch64" -> architecture = "arm64";
            case "armhf" -> {
                architecture = "arm";
                variant = "v7";
            }
            case "armel" -> {
                architecture = "arm";
                variant = "v6";
            }
            default -> {
                // Already Go's name, or one that only the builder can judge.
            }
        }
        if (variant.matches("[0-9]+")) {
            variant = "v" + variant;
        }
        if (architecture.equals("arm64") && variant.equals("v8")
                || architecture.equals("amd64") && variant.equals("v1")) {
            variant = "";
        }
        if (architecture.equals("arm") && variant.isEmpty()) {
            variant = "v7";
        }
        if (!PART.matcher(os).matches()
                || !PART.matcher(architecture).matches()
                || !(variant.isEmpty() || PART.matcher(variant).matches())) {
            throw invalid(os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant));
        }
    }

    /** @throws ProblemException if the text is not of the form os/architecture[/variant] */
    public static Platform valueOf(String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw invalid(text);
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    private static ProblemException invalid(String text) {
        return new ProblemException(Problem.user(
                "'" + text + "' is not a platform",
                "Use os/architecture[/variant], such as linux/amd64 or linux/arm/v7."));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
