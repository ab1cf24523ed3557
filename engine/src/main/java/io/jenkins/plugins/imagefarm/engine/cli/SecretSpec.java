package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One {@code --secret} as buildx takes it: {@code id=ID[,src=FILE|,env=NAME]}. Without a source, the environment variable
 * ID is used if there is one, and the file ID otherwise.
 *
 * @param id as the Dockerfile names it
 * @param value its bytes
 */
record SecretSpec(String id, byte[] value) {
    private static final Set<String> KNOWN = Set.of("id", "src", "source", "env", "type");

    static SecretSpec parse(String text, Map<String, String> environment) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split(",")) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            if (equals < 0 || !KNOWN.contains(key)) {
                throw invalid(text, "'" + key + "' is not one of its fields");
            }
            fields.put(key.equals("source") ? "src" : key, field.substring(equals + 1));
        }
        String id = fields.get("id");
        if (id == null || id.isEmpty()) {
            throw invalid(text, "it has no id");
        }
        String variable = fields.get("env");
        String file = fields.get("src");
        boolean fromEnvironment = "env".equals(fields.get("type")) && file != null;
        if (fromEnvironment) {
            variable = file;
        }
        if (variable == null && file == null) {
            variable = environment.containsKey(id) ? id : null;
        }
        return new SecretSpec(
                id, variable != null ? value(id, variable, environment) : read(id, file == null ? id : file));
    }

    private static byte[] value(String id, String variable, Map<String, String> environment) {
        String value = environment.get(variable);
        if (value == null) {
            throw new ProblemException(Problem.user(
                    "The secret '" + id + "' is to come from the environment variable " + variable
                            + ", which is not set",
                    ""));
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(String id, String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.user(
                            "The file '" + file + "' of the secret '" + id + "' cannot be read: " + IoReason.of(e),
                            "Check src=."),
                    e);
        }
    }

    private static ProblemException invalid(String text, String why) {
        return new ProblemException(
                Problem.user("'" + text + "' is not a secret: " + why, "Use id=ID,src=FILE or id=ID,env=NAME."));
    }

    @Override
    public String toString() {
        return "SecretSpec[" + id + "]";
    }
}
