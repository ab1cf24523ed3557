package io.jenkins.plugins.imagefarm.engine.api;

/**
 * The answer to an {@link S2iQuestion}.
 *
 * @param verdict null if there is a problem
 * @param problem why there is no verdict, for instance because a registry cannot be asked; else null
 */
public record S2iAnswer(S2iVerdict verdict, Problem problem) {
    public S2iAnswer {
        if ((verdict == null) == (problem == null)) {
            throw new IllegalArgumentException("an answer is a verdict or a problem");
        }
    }
}
