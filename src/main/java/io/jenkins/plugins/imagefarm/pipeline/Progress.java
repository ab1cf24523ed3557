package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The values of {@code progress}. */
final class Progress {
    private Progress() {}

    static List<String> names() {
        return Arrays.stream(ProgressStyle.values())
                .map(style -> style.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** @throws ProblemException if there is no such style; {@code auto} is what buildx shows where there is no terminal */
    static ProgressStyle parse(String name) {
        if (name.equals("auto")) {
            return ProgressStyle.PLAIN;
        }
        if (!names().contains(name)) {
            throw new ProblemException(Problem.user(
                    "'" + name + "' is not a style of progress", "Use one of " + String.join(", ", names()) + "."));
        }
        return ProgressStyle.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
