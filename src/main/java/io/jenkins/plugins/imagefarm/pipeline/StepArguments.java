package io.jenkins.plugins.imagefarm.pipeline;

import hudson.util.EditDistance;
import io.jenkins.plugins.imagefarm.config.GitRepository;
import io.jenkins.plugins.imagefarm.config.InjectedFile;
import io.jenkins.plugins.imagefarm.config.RegistryLogin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;

/**
 * The ways in which people write parameters, brought to the one way in which steps keep them: pairs as a map or as a list of
 * {@code NAME=VALUE}, lists as such or as one text, texts also as numbers and truth values. What a step does not know is an
 * error that names what was probably meant.
 */
final class StepArguments {
    private static final Set<String> PAIRS = Set.of(
            "addHosts",
            "annotations",
            "buildArgs",
            "contexts",
            "env",
            "labels",
            "resources",
            "secrets",
            "ssh",
            "ulimits");
    /** A map may be one, or an entry of one, and becomes {@code name=value,name=value}. */
    private static final Set<String> OF_FIELDS =
            Set.of("attest", "cache", "cacheFrom", "cacheTo", "provenance", "sbom");

    /** Their entries have parameters of their own. */
    private static final Map<String, Class<?>> DESCRIBED =
            Map.of("inject", InjectedFile.class, "registries", RegistryLogin.class);

    private static final Set<String> SEPARATED_BY_COMMAS =
            Set.of("allow", "capDrop", "noCacheFilter", "nodeLabels", "nodes", "platforms", "repositories", "tags");

    /** buildx' words for {@code pull}, which is a truth value here. */
    private static final Map<String, Boolean> PULL = Map.of("always", true, "missing", false);

    private final String step;
    private final Map<String, Class<?>> types = new TreeMap<>();

    StepArguments(String step, DescribableModel<?> model) {
        this.step = step;
        for (DescribableParameter parameter : model.getParameters()) {
            types.put(parameter.getName(), parameter.getErasedType());
        }
    }

    /** @throws IllegalArgumentException if there is no such parameter, or a value is of the wrong kind */
    Map<String, Object> normalize(Map<String, ?> arguments) {
        Map<String, Object> normal = new LinkedHashMap<>();
        arguments.forEach((name, value) -> {
            if (!types.containsKey(name)) {
                throw new IllegalArgumentException(step + " has no parameter '" + name + "'. Did you mean '"
                        + EditDistance.findNearest(name, types.keySet()) + "'?");
            }
            normal.put(name, value == null ? null : normalize(name, value));
        });
        return normal;
    }

    private Object normalize(String name, Object value) {
        Class<?> type = types.get(name);
        if (type == GitRepository.class) {
            return git(value);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return DESCRIBED.containsKey(name) ? described(name, value) : entries(name, value);
        }
        if (type == String.class && value instanceof Map<?, ?> map && OF_FIELDS.contains(name)) {
            return fields(map);
        }
        if (type == String.class && (value instanceof Number || value instanceof Boolean)) {
            return value.toString();
        }
        if (name.equals("pull") && PULL.containsKey(value.toString())) {
            return PULL.get(value.toString());
        }
        boolean truth = type == boolean.class || type == Boolean.class;
        if (truth && !Set.of("true", "false").contains(value.toString())) {
            throw wrong(name, "true or false", value);
        }
        return value;
    }

    /** A text is the URL alone. */
    private static Object git(Object value) {
        Object given = value instanceof CharSequence url ? Map.of("url", url.toString()) : value;
        return described("git", GitRepository.class, given);
    }

    private static Object described(String name, Object value) {
        Collection<?> entries = value instanceof Collection<?> several ? several : List.of(value);
        return entries.stream()
                .map(entry -> described(name, DESCRIBED.get(name), entry))
                .toList();
    }

    private static Object described(String name, Class<?> type, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        map.forEach((parameter, argument) -> arguments.put(String.valueOf(parameter), argument));
        return new StepArguments(name, DescribableModel.of(type)).normalize(arguments);
    }

    private List<String> entries(String name, Object value) {
        if (value instanceof Map<?, ?> map && PAIRS.contains(name)) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
        }
        if (value instanceof Map<?, ?> map && OF_FIELDS.contains(name)) {
            return List.of(fields(map));
        }
        if (value instanceof Collection<?> list) {
            return list.stream()
                    .map(entry -> entry instanceof Map<?, ?> map && OF_FIELDS.contains(name)
                            ? fields(map)
                            : String.valueOf(entry))
                    .toList();
        }
        if (value instanceof CharSequence text) {
            return SEPARATED_BY_COMMAS.contains(name)
                    ? lines(text.toString().replace(',', '\n'))
                    : lines(text.toString());
        }
        throw wrong(name, PAIRS.contains(name) ? "a map" : "a list", value);
    }

    private static String fields(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(","));
    }

    private IllegalArgumentException wrong(String name, String expected, Object value) {
        return new IllegalArgumentException(
                step + " takes " + expected + " as its parameter '" + name + "', not '" + value + "'");
    }

    /** As people would write them: pairs as a map. */
    Map<String, Object> denormalize(Map<String, ?> arguments) {
        Map<String, Object> written = new TreeMap<>();
        arguments.forEach((name, value) ->
                written.put(name, PAIRS.contains(name) && value instanceof List<?> list ? map(list) : value));
        return written;
    }

    /**
     * @return the list itself if it cannot be written as a map; the snippet generator does not quote names with dots, which
     *     Groovy would not read
     */
    private static Object map(List<?> entries) {
        Map<String, String> map = new LinkedHashMap<>();
        for (Object entry : entries) {
            String text = String.valueOf(entry);
            int equals = text.indexOf('=');
            String name = text.substring(0, Math.max(0, equals));
            if (name.isEmpty() || name.contains(".") || map.put(name, text.substring(equals + 1)) != null) {
                return entries;
            }
        }
        return map;
    }

    /** Text areas hold one entry a line, and a choice that may be left open holds nothing. */
    JSONObject ofForm(JSONObject form) {
        types.forEach((name, type) -> {
            if (form.get(name) instanceof String text) {
                if (Collection.class.isAssignableFrom(type)) {
                    form.put(name, JSONArray.fromObject(lines(text)));
                } else if (type == Boolean.class && text.isEmpty()) {
                    form.remove(name);
                }
            }
        });
        return form;
    }

    static List<String> lines(String text) {
        return new ArrayList<>(Arrays.stream(text.split("\\R"))
                .filter(line -> !line.isBlank())
                .map(String::stripLeading)
                .toList());
    }
}
