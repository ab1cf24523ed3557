package io.jenkins.plugins.imagefarm.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodmanConnectionsTest {
    @TempDir
    private Path folder;

    private KnownFarms read(String json) throws IOException {
        return PodmanConnections.read(Files.writeString(folder.resolve("podman-connections.json"), json));
    }

    private static List<FarmNode> nodes(KnownFarms farms, String name) {
        var selected = farms.select(name);
        return NodeSet.of(selected.getKey(), selected.getValue()).nodes();
    }

    @Test
    void connectionsAreNodesAndFarmsAreFarms() throws IOException {
        Path key = Files.writeString(folder.resolve("id"), "a key");
        KnownFarms farms = read("""
                {"Connection":{"Default":"arm","Connections":{
                  "arm":{"URI":"ssh://core@arm.example.com:22/run/user/501/podman/podman.sock","Identity":"%s","IsMachine":true},
                  "tls":{"URI":"tcp://amd.example.com:8443","TLSCert":"%s","TLSKey":"%s","TLSCA":"%s"},
                  "here":{"URI":"unix:///run/podman/podman.sock"}}},
                 "Farm":{"Default":"both","List":{"both":["arm","here"],"rest":["tls"]}}}
                """.formatted(key, key, key, key));
        assertEquals(
                List.of("arm", "here"),
                nodes(farms, null).stream().map(FarmNode::name).toList());
        FarmNode arm = nodes(farms, null).get(0);
        assertEquals(BuilderType.PODMAN, arm.builder().type());
        assertEquals(
                "ssh://core@arm.example.com:22/run/user/501/podman/podman.sock",
                arm.builder().uri());
        var rest = farms.select("rest");
        assertEquals(
                "a key", NodeSet.of("rest", rest.getValue()).keys().get("tls").tlsCertificate());
    }

    @Test
    void withoutFarmsAllConnectionsAreUsed() throws IOException {
        assertEquals(2, nodes(read("""
                                        {"Connection":{"Connections":{"a":{"URI":"unix:///a"},"b":{"URI":"unix:///b"}}},"Farm":{}}
                                        """), null).size());
        assertEquals(0, read("{\"Connection\":{},\"Farm\":{}}").nodes().size());
    }

    @Test
    void theFileIsWherePodmanHasIt() {
        assertEquals(Path.of("/own.json"), PodmanConnections.usual(Map.of("PODMAN_CONNECTIONS_CONF", "/own.json")));
        assertEquals(
                Path.of("/config/containers/podman-connections.json"),
                PodmanConnections.usual(Map.of("XDG_CONFIG_HOME", "/config")));
        assertEquals(
                Path.of(System.getProperty("user.home"), ".config/containers/podman-connections.json"),
                PodmanConnections.usual(Map.of()));
    }
}
