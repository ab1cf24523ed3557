package io.jenkins.plugins.imagefarm.engine.source;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;

/** What is said of a pattern that cannot be understood. */
final class PatternSyntax {
    private PatternSyntax() {}

    static ProblemException invalid(String pattern, String why) {
        return new ProblemException(Problem.user(
                "'" + pattern + "' is not a pattern for paths: " + why,
                "Correct it, in .dockerignore or where it was given."));
    }
}
