package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists of {@code NAME=VALUE}, as maps are kept in a step. */
final class KeyValues {
    private KeyValues() {}

    /**
     * @param parameter whose value it is
     * @throws ProblemException if an entry is not a pair, or a name is there twice
     */
    static Map<String, String> parse(String parameter, List<String> entries) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals <= 0) {
                throw new ProblemException(
                        Problem.user("'" + entry + "' in " + parameter + " is not a pair", "Write NAME=VALUE."));
            }
            String name = entry.substring(0, equals).strip();
            if (pairs.put(name, entry.substring(equals + 1)) != null) {
                throw new ProblemException(
                        Problem.user(parameter + " has '" + name + "' twice", "Remove one of them."));
            }
        }
        return pairs;
    }
}
