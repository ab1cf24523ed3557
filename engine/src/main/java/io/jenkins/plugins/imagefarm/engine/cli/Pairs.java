package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of an option of the form {@code KEY=VALUE} that may be repeated. */
final class Pairs {
    private Pairs() {}

    /** @throws ProblemException if one is not of that form */
    static Map<String, String> of(List<String> texts) {
        return of(texts, null);
    }

    /**
     * @param environment has the value where a text is a key only, which is left out if it has none; null if every key needs a value
     * @throws ProblemException if one is not of that form
     */
    static Map<String, String> of(List<String> texts, Map<String, String> environment) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals > 0) {
                pairs.put(text.substring(0, equals), text.substring(equals + 1));
            } else if (equals < 0 && environment != null) {
                String value = environment.get(text);
                if (value != null) {
                    pairs.put(text, value);
                }
            } else {
                throw new ProblemException(Problem.user("'" + text + "' is not of the form KEY=VALUE", ""));
            }
        }
        return pairs;
    }
}
