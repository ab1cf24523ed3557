package io.jenkins.plugins.imagefarm.engine.cli;

import java.util.Optional;

/** A command in the place of another program's, some of whose options it does not have. */
interface KnowsForeignOptions {
    /**
     * @param option as it was given, such as {@code --rm}
     * @return a sentence that says what to do instead; empty if it is no option of that program
     */
    Optional<String> insteadOf(String option);
}
