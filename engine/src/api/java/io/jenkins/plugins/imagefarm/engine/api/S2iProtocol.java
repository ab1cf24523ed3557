package io.jenkins.plugins.imagefarm.engine.api;

/** What a builder image and the builds made with it agree on. */
public enum S2iProtocol {
    /** Found out from the builder image and the source. */
    AUTO,
    /** source-to-image: scripts {@code assemble} and {@code run}, found by labels. */
    S2I,
    /** That of 2014: {@code /usr/bin/prepare} and {@code /usr/bin/run}. */
    STI;

    /** @throws ProblemException if it is none of them */
    public static S2iProtocol of(String text) {
        return Choices.of(values(), "The protocol", text);
    }
}
