package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A file that is there while an application is assembled, and in no layer of the image.
 *
 * @param secret the id of its content in {@link Secrets#values}
 * @param destination its path; a relative one is below the builder image's working directory
 */
public record Injection(String secret, String destination) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_./@+~-]+");

    public Injection {
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(destination, "destination");
        if (!ID.matcher(secret).matches()) {
            throw invalid(secret, "a secret's id has letters, digits, '_', '.' and '-'");
        }
        if (!PATH.matcher(destination).matches()) {
            throw invalid(destination, "the path may hold only letters, digits and . _ - / @ + ~");
        }
        if (destination.endsWith("/") || Arrays.asList(destination.split("/")).contains("..")) {
            throw invalid(destination, "it must be the path of a file, without '..'");
        }
    }

    private static ProblemException invalid(String text, String why) {
        return new ProblemException(Problem.user("'" + text + "' cannot be injected: " + why, ""));
    }
}
