package io.jenkins.plugins.imagefarm.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FarmFileTest {
    private static final String JENKINS = """
            jenkins:
              systemMessage: "of no interest here"
            unclassified:
              imageFarm:
                defaultBuilder: "unix:///run/buildkit/buildkitd.sock"
                registries:
                  - {name: "local", host: "localhost:5001", insecure: true}
                defaultFarm: "usual"
                nodes:
                  - name: "podman-1"
                    uri: "ssh://builder@podman.example.com:2222/run/user/1000/podman/podman.sock"
                    type: "podman"
                    credentialsId: "farm-ssh"
                    sshKey: "keys/id"
                    knownHosts: "[podman.example.com]:2222 ssh-ed25519 AAAA"
                    maxBuilds: 4
                    priority: 10
                    weight: 50
                    labels: ["ssd", "zone=eu"]
                    platforms: ["linux/arm64/v8", "linux/arm/v7"]
                  - name: "buildkit-1"
                    uri: "tcp://buildkit.example.com:1234"
                    credentialsId: "farm-tls"
                    caCertificate: "the authority"
                  - name: "beside"
                farms:
                  - name: "usual"
                    nodes: ["podman-1", "buildkit-1"]
                    folders: ["team"]
                    description: "for all"
                  - name: "here"
                    nodes: ["beside"]
            """;

    @TempDir
    private Path folder;

    private KnownFarms farms(String text) throws IOException {
        return FarmFile.read(Files.writeString(folder.resolve("farm.yaml"), text));
    }

    private static List<String> names(NodeSet nodes) {
        return nodes.nodes().stream().map(FarmNode::name).toList();
    }

    private static NodeSet select(KnownFarms farms, String name) {
        var selected = farms.select(name);
        return NodeSet.of(selected.getKey(), selected.getValue());
    }

    @Test
    void jenkinsOwnFileIsUnderstood() throws IOException {
        Files.createDirectory(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/id"), "a key");
        NodeSet usual = select(farms(JENKINS), null);
        assertEquals("usual", usual.farm());
        assertEquals(
                new FarmNode(
                        new Builder(
                                "podman-1",
                                "ssh://builder@podman.example.com:2222/run/user/1000/podman/podman.sock",
                                BuilderType.PODMAN,
                                "[podman.example.com]:2222 ssh-ed25519 AAAA"),
                        4,
                        10,
                        50,
                        List.of("ssd", "zone=eu"),
                        List.of(Platform.valueOf("linux/arm64"), Platform.valueOf("linux/arm/v7"))),
                usual.nodes().get(0));
        assertEquals(
                new FarmNode(
                        new Builder("buildkit-1", "tcp://buildkit.example.com:1234", BuilderType.AUTO, ""),
                        1,
                        0,
                        100,
                        List.of(),
                        List.of()),
                usual.nodes().get(1));
        assertEquals("a key", usual.keys().get("podman-1").sshKey(), "relative to the file");
        assertEquals(BuilderKeys.tls("the authority", null, null), usual.keys().get("buildkit-1"));
    }

    @Test
    void anotherFarmDoesNotMindWhatIsMissingForTheDefault() throws IOException {
        NodeSet here = select(farms(JENKINS), "here");
        assertEquals(List.of("beside"), names(here));
        assertEquals("", here.nodes().get(0).builder().uri());
    }

    @Test
    void aFarmMayHaveItsNodesInPlace() throws IOException {
        KnownFarms farms = farms("""
                nodes:
                  - {name: n1, uri: "unix:///a"}
                farms:
                  - name: mixed
                    nodes:
                      - n1
                      - {name: n2, uri: "unix:///b", maxBuilds: 3}
                """);
        assertEquals(List.of("n1", "n2"), names(select(farms, "mixed")));
        assertEquals(List.of("n1", "n2"), names(select(farms, null)), "no default farm: all nodes");
        assertNull(farms.defaultFarm());
    }

    @Test
    void aNodeThatJenkinsMakesPodsForIsRefusedByNameAndOnlyWhereItIsUsed() throws IOException {
        KnownFarms farms = farms("""
                unclassified:
                  imageFarm:
                    kubernetesNodes:
                      - {name: k8s, cloud: "kubernetes", maxBuilds: 10, profile: rootless}
                    nodes:
                      - {name: n1, uri: "unix:///a"}
                    farms:
                      - {name: without, nodes: [n1]}
                      - {name: with, nodes: [n1, k8s]}
                """);
        assertEquals(List.of("n1"), names(select(farms, "without")));
        String refused = "The node 'k8s': Only Jenkins makes the pods of a builder of type kubernetes";
        for (String farm : Arrays.asList("with", null)) {
            Problem problem = assertThrows(ProblemException.class, () -> select(farms, farm))
                    .problem();
            assertEquals(refused, problem.cause());
            assertEquals(Fault.USER, problem.fault());
        }
    }

    @Test
    void theNameThatATlsCertificateShowsIsPartOfANode() throws IOException {
        KnownFarms farms = farms("""
                nodes:
                  - {name: n1, uri: "tcp://10.1.2.3:1234", caCertificate: "the authority", tlsServerName: "buildkit"}
                """);
        assertEquals(
                BuilderKeys.tls("the authority", null, null, "buildkit"),
                select(farms, null).keys().get("n1"));
    }

    @Test
    void theExamplesOfTheDocumentationAreUnderstood() throws IOException {
        assertEquals(List.of("arm-1", "intel-1", "intel-2"), nodesOf("operate/nodes.md"));
        assertEquals(List.of("arm-1", "here"), nodesOf("user/command-line.md"));
    }

    private List<String> nodesOf(String page) throws IOException {
        String text = Files.readString(Path.of("..", "docs", page));
        Matcher example = Pattern.compile("```ya?ml\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertTrue(example.find());
        return List.copyOf(farms(example.group(1)).nodes().keySet());
    }
}
