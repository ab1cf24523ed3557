package io.jenkins.plugins.imagefarm.engine.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An annotation of an image: one value of buildx's {@code --annotation}.
 *
 * @param level of what
 * @param platform whose manifest, or its descriptor; null for those of all platforms, and for the index
 * @param key without blanks and {@code =}
 */
public record Annotation(Level level, Platform platform, String key, String value) {
    /** A level and, in brackets, a platform. */
    private static final Pattern PLACE = Pattern.compile("([a-z-]+)(?:\\[([^\\]]*)\\])?");

    /** The order is that in which one takes the place of another. */
    private static final Comparator<Annotation> SPECIAL_LAST =
            Comparator.comparing(Annotation::level).thenComparing(each -> each.platform != null);

    /** What is annotated. */
    public enum Level {
        /** The manifest and, if there is one, the index: where no level is given. */
        IMAGE,
        MANIFEST,
        INDEX,
        /** The index's entry of the manifest. */
        MANIFEST_DESCRIPTOR,
        /** What refers to the index, in the layout of an OCI archive. */
        INDEX_DESCRIPTOR;

        /** Whether it is told by what refers to it. */
        public boolean isOfDescriptor() {
            return this == MANIFEST_DESCRIPTOR || this == INDEX_DESCRIPTOR;
        }

        /** Whether there has to be an index for it. */
        public boolean isOfIndex() {
            return this == INDEX || this == INDEX_DESCRIPTOR;
        }

        private boolean includes(Level other) {
            return this == other || this == IMAGE && (other == MANIFEST || other == INDEX);
        }

        /** As BuildKit names it; there is no such name for {@link #IMAGE}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Annotation {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(value, "value");
        if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c == '=')) {
            throw new ProblemException(Problem.user(
                    "'" + key + "' is not the name of an annotation",
                    "Use a name such as org.opencontainers.image.title, without blanks and '='."));
        }
        if (platform != null && level != Level.MANIFEST && level != Level.MANIFEST_DESCRIPTOR) {
            throw new ProblemException(Problem.user(
                    "An index is of no platform, so " + level + "[" + platform + "] cannot be annotated",
                    "Leave the platform out, or annotate the manifest."));
        }
    }

    /**
     * @param given values by {@code [LEVEL[[PLATFORM]][,LEVEL…]:]KEY}
     * @throws ProblemException if there is no such level or platform, or a key is none
     */
    public static List<Annotation> all(Map<String, String> given) {
        List<Annotation> all = new ArrayList<>();
        given.forEach((name, value) -> {
            int colon = name.indexOf(':');
            String key = name.substring(colon + 1);
            if (colon < 0) {
                all.add(new Annotation(Level.IMAGE, null, key, value));
            } else {
                for (String place : name.substring(0, colon).split(",", -1)) {
                    all.add(at(place, key, value));
                }
            }
        });
        return all;
    }

    private static Annotation at(String place, String key, String value) {
        Matcher matcher = PLACE.matcher(place.strip());
        if (matcher.matches()) {
            for (Level level : Level.values()) {
                if (level != Level.IMAGE && level.toString().equals(matcher.group(1))) {
                    String platform = matcher.group(2);
                    return new Annotation(level, platform == null ? null : Platform.valueOf(platform), key, value);
                }
            }
        }
        throw new ProblemException(
                Problem.user(
                        "'" + place + "' cannot be annotated",
                        "Use index:, manifest:, index-descriptor:, manifest-descriptor: or manifest[linux/arm64]: before the name, or none of them."));
    }

    /** Those of this platform's manifest or its descriptor, or of the index, by key. */
    public static Map<String, String> of(Level level, Platform platform, List<Annotation> all) {
        Map<String, String> found = new LinkedHashMap<>();
        all.stream()
                .filter(each -> each.level.includes(level) && each.isOf(platform))
                .sorted(SPECIAL_LAST)
                .forEach(each -> found.put(each.key, each.value));
        return found;
    }

    /** Whether it may be one of that platform. */
    public boolean isOf(Platform other) {
        return platform == null || platform.equals(other);
    }

    /** Without its value, as buildx writes it. */
    @Override
    public String toString() {
        return level == Level.IMAGE ? key : level + (platform == null ? "" : "[" + platform + "]") + ":" + key;
    }
}
