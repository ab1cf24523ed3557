package io.jenkins.plugins.imagefarm.engine.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Podman's own file of connections and farms, {@code podman-connections.json} ({@code ConnectionsFile} in
 * {@code containers/common}, {@code pkg/config/connections.go}). Connections in {@code containers.conf} are not read.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PodmanConnections(
        @JsonProperty("Connection") Connections connection,
        @JsonProperty("Farm") Farms farm) {
    private static final String FILE = "podman-connections.json";

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Connections(@JsonProperty("Connections") Map<String, Destination> connections) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Farms(
            @JsonProperty("Default") String usual,
            @JsonProperty("List") Map<String, List<String>> list) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Destination(
            @JsonProperty("URI") String uri,
            @JsonProperty("Identity") String identity,
            @JsonProperty("TLSCert") String tlsCert,
            @JsonProperty("TLSKey") String tlsKey,
            @JsonProperty("TLSCA") String tlsCa) {
        NodeFields node(String name) {
            return new NodeFields(
                    name,
                    uri,
                    BuilderType.PODMAN.toString(),
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    new KeyTexts(file(identity), null, null, file(tlsCa), file(tlsCert), file(tlsKey), null));
        }

        private static Supplier<String> file(String name) {
            return name == null || name.isEmpty() ? null : KeyTexts.file(name);
        }
    }

    /** Where podman has it for this user. */
    static Path usual(Map<String, String> environment) {
        String own = environment.get("PODMAN_CONNECTIONS_CONF");
        if (own != null) {
            return FileArgument.path(own);
        }
        String config = environment.get("XDG_CONFIG_HOME");
        Path folder = config == null || config.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".config")
                : FileArgument.path(config);
        return folder.resolve("containers").resolve(FILE);
    }

    /** @throws ProblemException if it cannot be read, or is not of that form */
    static KnownFarms read(Path file) {
        PodmanConnections content;
        try {
            content = new JsonMapper().readValue(FileArgument.text(file), PodmanConnections.class);
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    Problem.user("'" + file + "' does not hold Podman's connections: " + e.getOriginalMessage(), ""),
                    e);
        }
        Map<String, NodeFields> nodes = new LinkedHashMap<>();
        if (content.connection != null && content.connection.connections != null) {
            content.connection.connections.forEach((name, destination) -> nodes.put(name, destination.node(name)));
        }
        boolean hasFarms = content.farm != null && content.farm.list != null;
        return new KnownFarms(
                file.toString(), nodes, hasFarms ? content.farm.list : Map.of(), hasFarms ? content.farm.usual : null);
    }
}
