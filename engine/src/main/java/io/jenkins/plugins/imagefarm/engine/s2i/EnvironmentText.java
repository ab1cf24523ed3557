package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Variables as a file has them: {@code NAME=VALUE} in each line, {@code #} before a comment. The value is all that follows the first
 * {@code =}: quotes and blanks in it belong to it.
 *
 * @param file for people
 */
record EnvironmentText(String file, String text) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** @throws S2iFailure if a line is no variable; it names the line and does not show it */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        String body = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        int number = 0;
        for (String raw : body.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw broken(number, "it has no '='", null);
            }
            String name = line.substring(0, equals).strip();
            String value = line.substring(equals + 1).strip();
            try {
                S2iBuild.checkVariable(name, value);
            } catch (ProblemException e) {
                throw broken(number, e.problem().cause(), e);
            }
            variables.put(name, value);
        }
        return variables;
    }

    private S2iFailure broken(int line, String why, Throwable cause) {
        return new S2iFailure(
                S2iReason.GENERIC_S2I_BUILD_FAILED,
                Problem.user(
                        file + ", line " + line + " is not a variable: " + why,
                        "Write NAME=VALUE, or # before a comment."),
                cause);
    }
}
