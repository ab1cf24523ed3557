package io.jenkins.plugins.imagefarm.engine.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Closest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A file of nodes and farms in YAML, in the shape in which Jenkins' configuration as code has them: such a file itself, or only what
 * stands in it under {@code unclassified: imageFarm:}. A farm may also have its nodes in place. Instead of {@code credentialsId},
 * which only Jenkins knows, a node names the files of its keys, relative to this file.
 */
final class FarmFile {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path file;
    private final Map<String, NodeFields> nodes = new LinkedHashMap<>();

    /** Whatever else Jenkins' configuration has. */
    @JsonIgnoreProperties({"defaultBuilder", "registries"})
    private record Content(
            String defaultFarm, List<JsonNode> nodes, List<JsonNode> kubernetesNodes, List<JsonNode> farms) {}

    @JsonIgnoreProperties({"folders", "description"})
    private record FarmEntry(String name, List<JsonNode> nodes) {}

    @JsonIgnoreProperties("credentialsId")
    private record NodeEntry(
            String name,
            String uri,
            String type,
            Integer maxBuilds,
            Integer priority,
            Integer weight,
            List<String> labels,
            List<String> platforms,
            String knownHosts,
            String caCertificate,
            String sshKey,
            String sshPassphraseFile,
            String tlsCaCert,
            String tlsCert,
            String tlsKey,
            String tlsServerName) {}

    /** A node that Jenkins makes pods for; here only its name is of interest. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record PodsEntry(String name) {}

    private FarmFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** @throws ProblemException if it cannot be read, or is not of that form */
    static KnownFarms read(Path file) {
        return new FarmFile(file).farms();
    }

    private KnownFarms farms() {
        Content content = content();
        present(content.nodes).forEach(this::add);
        present(content.kubernetesNodes).forEach(this::addPods);
        Map<String, List<String>> farms = new LinkedHashMap<>();
        for (JsonNode entry : present(content.farms)) {
            FarmEntry farm = convert(entry, FarmEntry.class, "a farm");
            if (farm.name == null || farm.name.isBlank()) {
                throw invalid("a farm has no name", "Name every farm.");
            }
            List<String> names = new ArrayList<>();
            present(farm.nodes).forEach(node -> names.add(node.isTextual() ? node.textValue() : add(node)));
            if (farms.put(farm.name, names) != null) {
                throw invalid("two farms have the name '" + farm.name + "'", "Give every farm a name of its own.");
            }
        }
        return new KnownFarms(file.toString(), nodes, farms, content.defaultFarm);
    }

    private Content content() {
        JsonNode root = MAPPER.valueToTree(yaml());
        JsonNode own = root.at("/unclassified/imageFarm");
        return convert(own.isMissingNode() ? root : own, Content.class, "it");
    }

    private Object yaml() {
        String text = FileArgument.text(file);
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> ", line " + (mark.getLine() + 1))
                    .orElse("");
            throw invalid("it is not YAML: " + e.getProblem() + line, "");
        } catch (YamlEngineException e) {
            throw invalid("it is not YAML: " + e.getMessage(), "");
        }
    }

    /** @return the node's name */
    private String add(JsonNode entry) {
        String named = entry.path("name").asText("");
        NodeEntry node = convert(entry, NodeEntry.class, named.isEmpty() ? "a node" : "the node '" + named + "'");
        if (named.isBlank()) {
            throw invalid("a node has no name", "Name every node.");
        }
        NodeFields fields = new NodeFields(
                node.name,
                node.uri == null ? "" : node.uri,
                node.type,
                node.maxBuilds,
                node.priority,
                node.weight,
                present(node.labels),
                present(node.platforms),
                new KeyTexts(
                        file(node.sshKey),
                        file(node.sshPassphraseFile),
                        node.knownHosts == null ? null : () -> node.knownHosts,
                        node.caCertificate == null ? file(node.tlsCaCert) : () -> node.caCertificate,
                        file(node.tlsCert),
                        file(node.tlsKey),
                        node.tlsServerName));
        put(named, fields);
        return named;
    }

    /** It is known by its name, so that whoever wants to build there is told why that does not go. */
    private void addPods(JsonNode entry) {
        PodsEntry pods = convert(entry, PodsEntry.class, "a Kubernetes node");
        if (pods.name == null || pods.name.isBlank()) {
            throw invalid("a Kubernetes node has no name", "Name every node.");
        }
        put(pods.name, NodeFields.pods(pods.name));
    }

    private void put(String name, NodeFields fields) {
        if (nodes.put(name, fields) != null) {
            throw invalid("two nodes have the name '" + name + "'", "Give every node a name of its own.");
        }
    }

    private Supplier<String> file(String name) {
        return name == null
                ? null
                : KeyTexts.file(file.resolveSibling(FileArgument.path(name)).toString());
    }

    private static <T> List<T> present(List<T> list) {
        return list == null ? List.of() : list;
    }

    private <T> T convert(JsonNode tree, Class<T> type, String what) {
        if (!tree.isObject()) {
            throw invalid(what + " is not a mapping", "It has fields of the form name: value.");
        }
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (PropertyBindingException e) {
            List<String> known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .toList();
            throw invalid(
                    what + " has a field '" + e.getPropertyName() + "' that is not known",
                    Closest.of(e.getPropertyName(), known)
                            .map(closest -> "Did you mean '" + closest + "'?")
                            .orElse("Known are " + String.join(", ", known) + "."));
        } catch (JsonMappingException e) {
            String field = e.getPath().isEmpty()
                    ? "something"
                    : String.valueOf(e.getPath().get(0).getFieldName());
            throw invalid(what + " has a value of '" + field + "' that cannot be: " + tree.path(field), "");
        } catch (java.io.IOException e) {
            throw invalid(what + " cannot be read: " + e.getMessage(), "");
        }
    }

    private ProblemException invalid(String why, String advice) {
        return new ProblemException(Problem.user("'" + file + "' cannot be used: " + why, advice));
    }
}
