package io.jenkins.plugins.imagefarm.engine.farm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuiltPlatform;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.registry.FakeStore;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds on a farm of real daemons. What podman's own farm fails at is named after its failures. */
class FarmOnDaemonsTest {
    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";

    @TempDir
    private Path context;

    /** Each is used for one platform only, so that both have something to do. */
    private RealFarm bothKinds(String... lines) throws Exception {
        return new RealFarm(context, lines)
                .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys(), AMD64)
                .node("docker", Engines.docker(), BuilderKeys.none(), ARM64)
                .platforms(List.of(AMD64, ARM64));
    }

    @Test
    void aBuildKitNodeAndADockerNodeMakeOneImageUnderEveryTag() throws Exception {
        RealFarm farm = bothKinds("RUN uname -m > /machine; cat /machine");
        farm.tags = List.of(name(farm) + ":1", name(farm) + ":latest");
        farm.annotations = Map.of("org.opencontainers.image.title", "farm");
        BuildResult result = success(farm);
        Manifest index = read(farm.tags.get(0));
        assertEquals(result.digest(), index.digest());
        assertEquals(result.digest(), read(farm.tags.get(1)).digest());
        assertEquals(
                "farm",
                index.json()
                        .path("annotations")
                        .path("org.opencontainers.image.title")
                        .asText());
        assertEquals(List.of("amd64", "arm64"), index.json().path("manifests").findValuesAsText("architecture"));
        assertTrue(farm.console().lines().anyMatch(line -> line.matches("\\[linux/amd64@tls] #\\d+ \\S+ x86_64")));
        assertTrue(farm.console().lines().anyMatch(line -> line.matches("\\[linux/arm64@docker] #\\d+ \\S+ aarch64")));
        assertEquals(
                Map.of(AMD64, "tls", ARM64, "docker"),
                result.parts().stream()
                        .collect(Collectors.toMap(part -> part.platform().toString(), BuiltPlatform::node)));
    }

    @Test
    void fourKindsOfNodesMakeOneImage() throws Exception {
        RealFarm farm = new RealFarm(context)
                .node("podman4", Engines.podman4(), Engines.sshKeys(), AMD64)
                .node("podman5", Engines.podman5(), Engines.sshKeys(), ARM64)
                .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys(), "linux/386")
                .node("docker", Engines.docker(), BuilderKeys.none(), "linux/amd64/v2")
                .platforms(List.of(AMD64, ARM64, "linux/386", "linux/amd64/v2"));
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /\nENV RUN_ID=" + farm.run);
        BuildResult result = success(farm);
        Manifest index = read(farm.tags.get(0));
        assertEquals(
                List.of("amd64", "arm64", "386", "amd64"),
                index.json().path("manifests").findValuesAsText("architecture"));
        assertEquals(
                List.of("podman4", "podman5", "tls", "docker"),
                result.platforms().stream()
                        .map(platform -> result.parts().stream()
                                .filter(part -> part.platform().equals(platform))
                                .findFirst()
                                .orElseThrow()
                                .node())
                        .toList());
    }

    @Test
    void aDockerBeforeTheFullExportersTakesPart() throws Exception {
        RealFarm farm = new RealFarm(context, "RUN uname -m")
                .node("docker20", Engines.docker20(), BuilderKeys.none(), AMD64)
                .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys(), ARM64)
                .platforms(List.of(AMD64, ARM64));
        success(farm);
        assertEquals(
                List.of("amd64", "arm64"),
                read(farm.tags.get(0)).json().path("manifests").findValuesAsText("architecture"));
    }

    @Test
    void podmanNodesRunStepsNativelyAndByEmulation() throws Exception {
        RealFarm farm = new RealFarm(context, "RUN uname -m")
                .node("podman4", Engines.podman4(), Engines.sshKeys(), AMD64)
                .node("podman5", Engines.podman5(), Engines.sshKeys(), ARM64)
                .platforms(List.of(AMD64, ARM64));
        success(farm);
        assertTrue(farm.console().lines().anyMatch(line -> line.matches("\\[linux/amd64@podman4] #\\d+ .*x86_64")));
        assertTrue(farm.console().lines().anyMatch(line -> line.matches("\\[linux/arm64@podman5] #\\d+ .*aarch64")));
        assertEquals(
                List.of("amd64", "arm64"),
                read(farm.tags.get(0)).json().path("manifests").findValuesAsText("architecture"));
    }

    @Test
    void aTaggedNameWorks() throws Exception {
        RealFarm farm = bothKinds();
        farm.tags = List.of(name(farm) + ":v1.2");
        assertEquals(success(farm).digest(), read(farm.tags.get(0)).digest());
    }

    @Test
    void anEmulatedPlatformOnARemoteNodeIsBuilt() throws Exception {
        RealFarm farm = new RealFarm(context, "RUN uname -m")
                .node("remote", Engines.buildkitdTls(), Engines.buildkitdKeys())
                .platforms(List.of(ARM64));
        BuiltPlatform part = success(farm).parts().get(0);
        assertTrue(part.emulated());
        assertEquals(ARM64, part.platform().toString());
    }

    @Test
    void twoPlatformsOnOneNodeAreEachBuiltOnce() throws Exception {
        RealFarm farm = new RealFarm(context, "RUN uname -m")
                .node("one", Engines.buildkitdTls(), Engines.buildkitdKeys())
                .platforms(List.of(AMD64, ARM64));
        success(farm);
        JsonNode index = read(farm.tags.get(0)).json();
        assertEquals(List.of("amd64", "arm64"), index.path("manifests").findValuesAsText("architecture"));
        assertEquals(
                2,
                farm.events.stream()
                        .filter(event -> event instanceof StepChanged step
                                && step.name().contains("RUN uname -m")
                                && step.state() == StepState.DONE)
                        .count(),
                farm.console());
    }

    @Test
    void attestationsAreKeptInTheIndex() throws Exception {
        RealFarm farm = bothKinds();
        farm.attestations = Attestation.all("min", null, List.of());
        BuildResult result = success(farm);
        assertEquals(
                List.of("linux/amd64 provenance", "linux/arm64 provenance"),
                result.attestations().stream()
                        .map(statement -> statement.platform() + " " + statement.kind())
                        .toList());
        JsonNode entries = read(farm.tags.get(0)).json().path("manifests");
        assertEquals(4, entries.size());
        for (int i = 0; i < 2; i++) {
            JsonNode attestation = entries.get(i + 2);
            assertEquals(
                    "attestation-manifest",
                    attestation
                            .path("annotations")
                            .path("vnd.docker.reference.type")
                            .asText());
            assertEquals(
                    entries.get(i).path("digest").asText(),
                    attestation
                            .path("annotations")
                            .path("vnd.docker.reference.digest")
                            .asText());
            assertEquals("unknown", attestation.path("platform").path("os").asText());
        }
    }

    @Test
    void aDeadNodeCostsNothingButItsProbe() throws Exception {
        RealFarm farm = new RealFarm(context)
                .node("dead", new Builder("tcp://127.0.0.1:1"), BuilderKeys.none())
                .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys())
                .platforms(List.of(AMD64));
        success(farm);
        assertTrue(farm.console().contains("dead does not answer and is left out: "), farm.console());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWholeImageIsAlsoAnOciLayout(boolean archive, @TempDir Path outputs, @TempDir Path unpacked)
            throws Exception {
        RealFarm farm = bothKinds("RUN echo of-$(uname -m) > /file");
        farm.attestations = Attestation.all("min", null, List.of());
        Path dest = outputs.resolve("image");
        farm.outputs =
                List.of(new Output(Output.Type.OCI, dest.toString(), archive ? Map.of() : Map.of("tar", "false")));
        BuildResult result = success(farm);
        Path layout = archive ? unpacked : dest;
        if (archive) {
            assertEquals(
                    0,
                    new ProcessBuilder("tar", "-xf", dest.toString(), "-C", layout.toString())
                            .inheritIO()
                            .start()
                            .waitFor());
        }
        JsonNode named = new ObjectMapper()
                .readTree(layout.resolve("index.json").toFile())
                .path("manifests")
                .get(0);
        assertEquals(result.digest().toString(), named.path("digest").asText());
        assertEquals(
                "1",
                named.path("annotations")
                        .path("org.opencontainers.image.ref.name")
                        .asText());
        assertEquals("{\"imageLayoutVersion\":\"1.0.0\"}", Files.readString(layout.resolve("oci-layout")));
        assertEquals(referencedBy(result.digest().hex(), layout), blobs(layout), "all that it needs, and nothing else");
        try (var left = Files.list(outputs)) {
            assertEquals(List.of(dest), left.toList(), "nothing but the results is left");
        }
    }

    /** Its blobs, each of which is what its name says. */
    private static Set<String> blobs(Path layout) throws Exception {
        try (var files = Files.list(layout.resolve("blobs").resolve("sha256"))) {
            List<Path> all = files.toList();
            for (Path file : all) {
                assertEquals(
                        FakeStore.digest(Files.readAllBytes(file)).hex(),
                        file.getFileName().toString());
            }
            return all.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static Set<String> referencedBy(String manifest, Path layout) throws Exception {
        Set<String> all = new TreeSet<>(Set.of(manifest));
        JsonNode json = new ObjectMapper()
                .readTree(layout.resolve("blobs")
                        .resolve("sha256")
                        .resolve(manifest)
                        .toFile());
        for (JsonNode child : json.path("manifests")) {
            all.addAll(referencedBy(hex(child), layout));
        }
        json.path("layers").forEach(layer -> all.add(hex(layer)));
        if (json.has("config")) {
            all.add(hex(json.path("config")));
        }
        return all;
    }

    private static String hex(JsonNode descriptor) {
        return Digest.valueOf(descriptor.path("digest").asText()).hex();
    }

    private static String name(RealFarm farm) {
        return Engines.plainRegistry() + "/farm/" + farm.run;
    }

    private static BuildResult success(RealFarm farm) throws Exception {
        BuildResult result = farm.build();
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
        return result;
    }

    private static Manifest read(String name) {
        return client().read(ImageReference.valueOf(name)).orElseThrow();
    }

    private static RegistryClient client() {
        return new RegistryClient(LoginSource.of(Map.of()), new Registries(List.of()));
    }
}
