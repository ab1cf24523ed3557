package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A type and its attributes in one text, as buildx writes them: {@code type=registry,ref=app:cache,mode=max}. */
final class FieldText {
    private FieldText() {}

    /**
     * @param type of a value without {@code =}
     * @param alone the field that such a value is
     */
    static Map<String, String> parse(String text, Object type, String alone) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split(",")) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                fields.put("type", type.toString());
                fields.put(alone, field.strip());
            } else {
                fields.put(field.substring(0, equals).strip().toLowerCase(Locale.ROOT), field.substring(equals + 1));
            }
        }
        return fields;
    }

    /**
     * @param name null if none is given
     * @param what what the text should be, with its article
     * @throws ProblemException if no type is called so
     */
    static <T> T type(T[] known, String name, String text, String what, String example) {
        return Arrays.stream(known)
                .filter(type -> type.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.user(
                        "'" + text + "' is not " + what + ": its type is not known",
                        "Known types are "
                                + Arrays.stream(known).map(Object::toString).collect(Collectors.joining(", "))
                                + ", for instance " + example + ".")));
    }
}
