package io.jenkins.plugins.imagefarm.engine.farm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRequest;
import io.jenkins.plugins.imagefarm.engine.registry.FakeStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index that makes one image of what the nodes pushed. */
class FarmIndexTest {
    private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String TAG_PUT = "/v2/.*/manifests/[^:]*";

    @TempDir
    private Path context;

    private PlayedFarm farm;

    @BeforeEach
    void makeFarm() throws Exception {
        farm = new PlayedFarm(context);
        farm.platforms(List.of("linux/amd64", "linux/arm/v7"));
    }

    @AfterEach
    void close() {
        farm.close();
    }

    @Test
    void saysOfEveryPlatformAllThatChoosesIt() throws Exception {
        BuildResult result = success(PlayedFarm.OCI_MANIFEST);
        JsonNode index = index("app", "1");
        assertEquals(OCI_INDEX, index.path("mediaType").asText());
        assertEquals(2, index.path("manifests").size());
        JsonNode amd64 = index.path("manifests").get(0);
        JsonNode arm = index.path("manifests").get(1);
        assertEquals(
                "{\"architecture\":\"amd64\",\"os\":\"linux\"}",
                amd64.path("platform").toString());
        assertEquals(
                "{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}",
                arm.path("platform").toString());
        byte[] manifest = farm.registry
                .store()
                .manifest("app", amd64.path("digest").asText())
                .orElseThrow()
                .content();
        assertEquals(manifest.length, amd64.path("size").asInt());
        assertEquals(PlayedFarm.OCI_MANIFEST, amd64.path("mediaType").asText());
        assertTrue(result.parts().stream()
                .anyMatch(part ->
                        part.digest().toString().equals(amd64.path("digest").asText())));
    }

    @Test
    void isTheSameWhoeverEndsFirst() throws Exception {
        BuildResult first = success(PlayedFarm.OCI_MANIFEST);
        try (PlayedFarm other = new PlayedFarm(context)) {
            other.platforms(List.of("linux/amd64", "linux/arm/v7"))
                    .node("b", other.builds(), "linux/arm/v7")
                    .node("a", other.builds(), "linux/amd64");
            assertEquals(first.digest(), other.build().digest());
        }
    }

    @Test
    void comesUnderEveryTagInEveryRepositoryLast() throws Exception {
        farm.tags = List.of("app:1", "app:latest", "team/app:1");
        success(PlayedFarm.OCI_MANIFEST);
        assertEquals(
                Map.of("app", Set.of("1", "latest"), "team/app", Set.of("1")),
                farm.registry.store().tags());
        assertEquals(index("app", "1"), index("team/app", "1"));
        List<FakeRequest> puts = farm.registry.requests().stream()
                .filter(request -> request.method().equals("PUT"))
                .toList();
        assertEquals(5, puts.size(), "one by digest in each repository, then the tags");
        assertTrue(puts.subList(2, 5).stream().allMatch(put -> put.path().matches(TAG_PUT)), puts.toString());
    }

    @Test
    void isAManifestListIfAllManifestsAreDockers() throws Exception {
        success(PlayedFarm.DOCKER_MANIFEST);
        assertEquals(DOCKER_LIST, index("app", "1").path("mediaType").asText());
    }

    @Test
    void isAnOciIndexIfManifestsAreMixed() throws Exception {
        farm.node("a", farm.builds(PlayedFarm.DOCKER_MANIFEST), "linux/amd64")
                .node("b", farm.builds(PlayedFarm.OCI_MANIFEST), "linux/arm/v7");
        assertEquals(BuildState.SUCCESS, farm.build().state(), farm::console);
        assertEquals(OCI_INDEX, index("app", "1").path("mediaType").asText());
    }

    @Test
    void carriesAnnotations() throws Exception {
        farm.annotations = Map.of(
                "org.opencontainers.image.title",
                "app",
                "index:level",
                "index",
                "manifest:level",
                "manifest",
                "manifest-descriptor[linux/arm/v7]:level",
                "entry");
        success(PlayedFarm.DOCKER_MANIFEST);
        JsonNode index = index("app", "1");
        assertEquals(OCI_INDEX, index.path("mediaType").asText(), "a manifest list has none");
        assertEquals(
                "app",
                index.path("annotations").path("org.opencontainers.image.title").asText());
        assertEquals("index", index.path("annotations").path("level").asText());
        assertFalse(index.path("manifests").get(0).has("annotations"));
        assertEquals(
                "{\"level\":\"entry\"}",
                index.path("manifests").get(1).path("annotations").toString());
        farm.asked.forEach(asked -> assertEquals(
                Set.of("org.opencontainers.image.title", "manifest:level"),
                asked.destination().annotations().stream()
                        .map(Annotation::toString)
                        .collect(Collectors.toSet()),
                "a node is told what is its own"));
    }

    @Test
    void inDockersFormatAttestationsAreRefusedBeforeAnythingIsBuilt() throws Exception {
        farm.attestations = Attestation.all("max", null, List.of());
        farm.format = ImageFormat.DOCKER;
        farm.node("a", farm.builds(), "linux/amd64");
        Problem problem = farm.build().problem();
        assertEquals(Fault.USER, problem.fault());
        assertTrue(farm.asked.isEmpty());
    }

    @Test
    void ofOnePlatformIsAnIndexToo() throws Exception {
        farm.platforms(List.of("linux/amd64"));
        success(PlayedFarm.OCI_MANIFEST);
        assertEquals(1, index("app", "1").path("manifests").size());
    }

    @Test
    void waitsForARegistryThatIsBusy() throws Exception {
        farm.registry.faults().next(1, "PUT", TAG_PUT, FakeFault.retryAfter(429, "0"));
        farm.registry.faults().next(1, "PUT", ".*", FakeFault.status(503));
        success(PlayedFarm.OCI_MANIFEST);
    }

    @Test
    void thatIsDeniedIsTheUsersFaultAndNoTagIsMoved() throws Exception {
        farm.tags = List.of("app:1", "team/app:1");
        farm.registry.faults().always("PUT", "/v2/team/app/.*", FakeFault.status(403));
        Problem problem = failure();
        assertEquals(Fault.USER, problem.fault());
        assertTrue(problem.cause().contains("push"), problem.cause());
        assertEquals(Map.of(), farm.registry.store().tags());
    }

    @Test
    void isNotWrittenIfTheRegistryRefusesOnePlatformsPush() throws Exception {
        farm.node("a", farm.builds(), "linux/amd64").node("b", refusedPush(), "linux/arm/v7");
        BuildResult result = farm.build();
        assertEquals(BuildState.FAILURE, result.state());
        assertTrue(
                result.problem().cause().startsWith("linux/arm/v7@b: "),
                result.problem().cause());
        assertEquals(Map.of(), farm.registry.store().tags());
        assertFalse(farm.assignments().contains("MOVED linux/arm/v7@b"), "another node would meet the same registry");
    }

    private static io.jenkins.plugins.imagefarm.engine.build.BuildEngine refusedPush() {
        return (request, secrets, reporter, cancel) -> {
            throw new OutsideFaultException(Problem.service("failed to push: r answered 500", ""), null);
        };
    }

    @Test
    void isGivenUpAtOnceWhenTheBuildIsAborted() throws Exception {
        farm.registry.faults().always("PUT", ".*", FakeFault.hang());
        farm.node("a", farm.builds(), "linux/amd64").node("b", farm.builds(), "linux/arm/v7");
        Future<BuildResult> build = farm.start();
        Eventually.holds(
                "the index is on its way",
                () -> farm.registry.requests().stream()
                        .anyMatch(request -> request.method().equals("PUT")));
        farm.cancellation.cancel();
        assertEquals(BuildState.CANCELLED, build.get().state());
        assertEquals(Map.of(), farm.registry.store().tags());
    }

    private BuildResult success(String mediaType) throws Exception {
        farm.node("a", farm.builds(mediaType), "linux/amd64").node("b", farm.builds(mediaType), "linux/arm/v7");
        BuildResult result = farm.build();
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
        return result;
    }

    private Problem failure() throws Exception {
        farm.node("a", farm.builds(), "linux/amd64").node("b", farm.builds(), "linux/arm/v7");
        BuildResult result = farm.build();
        assertEquals(BuildState.FAILURE, result.state(), farm::console);
        return result.problem();
    }

    private JsonNode index(String repository, String tag) throws Exception {
        FakeStore.Manifest manifest =
                farm.registry.store().manifest(repository, tag).orElseThrow();
        return new ObjectMapper().readTree(manifest.content());
    }
}
