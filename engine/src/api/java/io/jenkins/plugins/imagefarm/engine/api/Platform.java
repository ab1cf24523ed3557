package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
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
    private static final Pattern LEVEL = Pattern.compile("v([0-9]{1,3})(?:\\.([0-9]{1,3}))?");
    /** What a major version weighs against a minor one, in {@link #level}. */
    private static final int MAJOR = 1000;

    private static final int ARMV9 = 9 * MAJOR;
    private static final int ARMV8_OF_V9 = 8 * MAJOR + 5;

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
        if (architecture.equals("arm64") && (variant.equals("v8") || variant.equals("v8.0"))
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

    /**
     * Whether a processor of this platform runs programs made for the other one: {@code amd64/v3} also runs {@code v2} and
     * {@code v1}, {@code arm/v7} also {@code v6} and {@code v5}, {@code arm64/v9.1} also {@code v9} and up to {@code v8.6}
     * (containerd's {@code platforms.Only}). It never crosses architectures: whether an {@code arm64} runs {@code arm}, or an
     * {@code amd64} {@code 386}, depends on processor and kernel, so a node has to say so.
     */
    public boolean runs(Platform other) {
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && (variant.equals(other.variant) || runsVariant(other.variant));
    }

    private boolean runsVariant(String other) {
        OptionalInt mine = level(variant);
        OptionalInt its = level(other);
        if (mine.isEmpty() || its.isEmpty()) {
            return false;
        }
        if (architecture.equals("arm64") && mine.getAsInt() >= ARMV9 && its.getAsInt() < ARMV9) {
            return its.getAsInt() <= mine.getAsInt() - ARMV9 + ARMV8_OF_V9; // v9.n has all of v8.(n+5)
        }
        return its.getAsInt() <= mine.getAsInt();
    }

    /** Of a variant that stands in a row with others; empty for one that is only a name. */
    private OptionalInt level(String text) {
        String own =
                switch (architecture) {
                    case "amd64" -> "v1";
                    case "arm64" -> "v8";
                    case "arm" -> "v7";
                    default -> "";
                };
        Matcher level = LEVEL.matcher(text.isEmpty() ? own : text);
        if (own.isEmpty() || !level.matches()) {
            return OptionalInt.empty();
        }
        int minor = level.group(2) == null ? 0 : Integer.parseInt(level.group(2));
        return OptionalInt.of(Integer.parseInt(level.group(1)) * MAJOR + minor);
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
