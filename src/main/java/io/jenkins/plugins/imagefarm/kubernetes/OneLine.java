package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Objects;

/** What a cluster says in several lines, for a console that shows it in one. */
final class OneLine {
    private OneLine() {}

    /** @param message null for none */
    static String of(@CheckForNull String message) {
        return Objects.toString(message, "").strip().replaceAll("\\s+", " ");
    }
}
