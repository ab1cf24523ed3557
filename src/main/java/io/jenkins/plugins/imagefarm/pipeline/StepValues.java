package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a step's parameters, which are kept as they were given, mean in one build.
 *
 * @param expand replaces variables
 * @param paths of the build
 */
record StepValues(UnaryOperator<String> expand, WorkspacePaths paths) {
    /** @return null for null */
    String text(@CheckForNull String given) {
        return given == null ? null : expand.apply(given);
    }

    /** @return null for nothing, also if only a variable's value is nothing */
    String word(@CheckForNull String given) {
        String value = given == null ? "" : expand.apply(given).strip();
        return value.isEmpty() ? null : value;
    }

    /** Those that are more than blanks. */
    List<String> texts(List<String> given) {
        return given.stream().map(expand).filter(text -> !text.isBlank()).toList();
    }

    List<String> words(List<String> given) {
        return texts(given).stream().map(String::strip).toList();
    }

    /**
     * @return null for nothing
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if it is not the name of an image
     */
    @CheckForNull
    ImageReference image(@CheckForNull String given) {
        String name = word(given);
        return name == null ? null : ImageReference.valueOf(name);
    }

    /** @return the folder, or the URL of a repository; {@code .} for nothing */
    String folder(NamedFolder given) {
        String value = word(given.value());
        return value == null ? "." : value;
    }

    /**
     * @return an absolute path on the agent; null for nothing
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if the path leaves the workspace
     */
    @CheckForNull
    String path(String parameter, @CheckForNull String given) {
        String path = word(given);
        return path == null ? null : paths.resolve(parameter, path);
    }
}
