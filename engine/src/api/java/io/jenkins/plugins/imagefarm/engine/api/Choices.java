package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The values of a closed set, as users write them: {@code LEAST_LOADED} is {@code leastLoaded}. */
final class Choices {
    private Choices() {}

    static <T extends Enum<T>> T of(T[] values, String parameter, String text) {
        return Arrays.stream(values)
                .filter(value -> name(value).equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.user(
                        parameter + " is '" + text + "'",
                        "Use " + Arrays.stream(values).map(Choices::name).collect(Collectors.joining(", ")) + ".")));
    }

    static String name(Enum<?> value) {
        StringBuilder name = new StringBuilder();
        for (String word : value.name().toLowerCase(Locale.ROOT).split("_")) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
