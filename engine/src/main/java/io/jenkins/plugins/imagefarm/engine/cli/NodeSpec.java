package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Closest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One {@code --node}: fields of the form {@code name=VALUE}, separated by commas; {@code label} and {@code platform} may be repeated. */
final class NodeSpec {
    private static final List<String> KNOWN = List.of(
            "name",
            "uri",
            "type",
            "max-builds",
            "priority",
            "weight",
            "label",
            "platform",
            "ssh-key",
            "ssh-passphrase-file",
            "known-hosts",
            "tlscacert",
            "tlscert",
            "tlskey",
            "tls-server-name");
    private static final List<String> REPEATED = List.of("label", "platform");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private NodeSpec(String text) {
        for (String field : text.split(",")) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            if (equals < 0 || !KNOWN.contains(key)) {
                throw invalid(
                        text,
                        "'" + key + "' is not one of its fields",
                        Closest.of(key, KNOWN)
                                .map(closest -> "Did you mean '" + closest + "'?")
                                .orElse("Use " + String.join(", ", KNOWN) + "."));
            }
            List<String> all = values.computeIfAbsent(key, unused -> new ArrayList<>());
            all.add(field.substring(equals + 1));
            if (all.size() > 1 && !REPEATED.contains(key)) {
                throw invalid(text, "it has '" + key + "' twice", "Give it once.");
            }
        }
    }

    /** @throws ProblemException if it is not of that form */
    static NodeFields parse(String text) {
        NodeSpec spec = new NodeSpec(text);
        return new NodeFields(
                spec.get("name"),
                spec.get("uri"),
                spec.get("type"),
                spec.number("max-builds"),
                spec.number("priority"),
                spec.number("weight"),
                spec.all("label"),
                spec.all("platform"),
                new KeyTexts(
                        spec.file("ssh-key"),
                        spec.file("ssh-passphrase-file"),
                        spec.file("known-hosts"),
                        spec.file("tlscacert"),
                        spec.file("tlscert"),
                        spec.file("tlskey"),
                        spec.get("tls-server-name")));
    }

    private List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    private String get(String key) {
        return all(key).stream().findFirst().orElse(null);
    }

    private Supplier<String> file(String key) {
        return KeyTexts.file(get(key));
    }

    private Integer number(String key) {
        String text = get(key);
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw invalid(key + "=" + text, "'" + text + "' is not a number", "");
        }
    }

    private static ProblemException invalid(String text, String why, String advice) {
        return new ProblemException(Problem.user("'" + text + "' is not a node: " + why, advice));
    }
}
