package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Whether an image is pulled that a build begins with, in source-to-image's names. */
public enum S2iPullPolicy {
    /** Even if the builder has one of this name. */
    ALWAYS("always"),
    /** The builder must have it. */
    NEVER("never"),
    /** Unless the builder has one of this name. */
    IF_NOT_PRESENT("if-not-present");

    private final String text;

    S2iPullPolicy(String text) {
        this.text = text;
    }

    /**
     * @param parameter the policy's name, for people
     * @throws ProblemException if the text is none of them
     */
    public static S2iPullPolicy of(String parameter, String text) {
        return Arrays.stream(values())
                .filter(policy -> policy.text.equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.user(
                        parameter + " is '" + text + "'",
                        "Use "
                                + Arrays.stream(values())
                                        .map(S2iPullPolicy::toString)
                                        .collect(Collectors.joining(", ")) + ".")));
    }

    /** source-to-image's name. */
    @Override
    public String toString() {
        return text;
    }
}
