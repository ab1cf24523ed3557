package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a runtime image gets of what was built.
 *
 * @param source a file or folder in the image that built it, an absolute path
 * @param destination a folder below the runtime image's working directory; empty for that itself
 */
public record RuntimeArtifact(String source, String destination) {
    private static final String FORM =
            "Use /path/in/the/builder or /path/in/the/builder:folder/below/the/working/directory.";

    /** All else may mean something in a Dockerfile. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./@+~ =,-]*");

    public RuntimeArtifact {
        Objects.requireNonNull(source, "source");
        destination = destination == null || destination.equals(".") ? "" : destination;
        if (!source.startsWith("/") || source.equals("/")) {
            throw invalid(source, destination, "the source must be an absolute path");
        }
        if (destination.startsWith("/")) {
            throw invalid(source, destination, "the destination must be relative");
        }
        for (String path : new String[] {source, destination}) {
            if (Arrays.asList(path.split("/")).contains("..")) {
                throw invalid(source, destination, "'..' is not allowed");
            }
            if (path.chars().anyMatch(c -> "*?[]".indexOf(c) >= 0)) {
                throw invalid(source, destination, "wildcards are not allowed");
            }
            if (!PLAIN.matcher(path).matches()) {
                throw invalid(source, destination, "it may hold only letters, digits, blanks and _ . / @ + ~ = , -");
            }
        }
    }

    /** @throws ProblemException if the text is not {@code source[:destination]} */
    public static RuntimeArtifact valueOf(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length > 2) {
            throw invalid(parts[0], text.substring(parts[0].length() + 1), "it has more than one ':'");
        }
        return new RuntimeArtifact(parts[0], parts.length == 2 ? parts[1] : "");
    }

    private static ProblemException invalid(String source, String destination, String why) {
        return new ProblemException(S2iReason.INVALID_ARTIFACTS_MAPPING.problem(Problem.user(
                "'" + source + (destination.isEmpty() ? "" : ":" + destination) + "' is not a runtime artifact: " + why,
                FORM)));
    }
}
