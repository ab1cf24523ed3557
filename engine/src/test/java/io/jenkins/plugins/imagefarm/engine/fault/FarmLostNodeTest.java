package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.farm.RealFarm;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node of a farm that is lost in the middle of what it builds. */
class FarmLostNodeTest {
    private final JvmThreads threads = JvmThreads.now();

    @TempDir
    private Path context;

    @Test
    void whenItIsKilledTheBuildEndsElsewhereAndTwoLinesSaySo() throws Exception {
        StepProcess step = new StepProcess();
        try (PrivateBuildkitd mortal = PrivateBuildkitd.start()) {
            RealFarm farm = new RealFarm(context, "RUN if [ ! -e /proc/1/nobody ]; then echo started; fi")
                    .node("mortal", mortal.builder(), BuilderKeys.none())
                    .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys())
                    .platforms(List.of("linux/amd64"))
                    .firstMatch();
            farm.dockerfile(step.firstTryOnly(context));
            farm.start();
            step.awaitStart();
            step.endFirstTry(context);
            mortal.kill();
            BuildResult result = farm.result();
            assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
            assertEquals("tls", result.parts().get(0).node());
            List<String> said = farm.console()
                    .lines()
                    .filter(line -> line.startsWith("mortal ") || line.startsWith("linux/amd64 "))
                    .toList();
            assertEquals(2, said.size(), farm.console());
            assertTrue(said.get(0).startsWith("mortal failed while it built linux/amd64: "), said.get(0));
            assertEquals("linux/amd64 is built on tls instead (move 1 of at most 2).", said.get(1));
        }
        threads.awaitNoMore();
    }

    @Test
    void whenItsConnectionIsCutInTheUploadTheBuildEndsElsewhere() throws Exception {
        sparse("large", 256L << 20);
        try (TcpProxy proxy = TcpProxy.overTcp(Engines.buildkitdTcp())) {
            RealFarm farm = new RealFarm(context, "COPY large /")
                    .node("behind", proxy.builder(), BuilderKeys.none())
                    .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys())
                    .platforms(List.of("linux/amd64"))
                    .firstMatch();
            farm.push = false;
            farm.start();
            Eventually.holds("some of the file has gone out", () -> proxy.sent() > 4 << 20);
            proxy.refuse();
            proxy.cut();
            BuildResult result = farm.result();
            assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
            assertEquals("tls", result.parts().get(0).node());
        }
        threads.awaitNoMore();
    }

    @Test
    void whenItsConnectionIsCutInThePushTheBuildEndsElsewhere() throws Exception {
        try (TcpProxy proxy = TcpProxy.overTcp(Engines.buildkitdTcp());
                FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().next(1, "POST", "/v2/.*", FakeFault.hang());
            RealFarm farm = new RealFarm(context, "RUN echo pushed > /file")
                    .node("behind", proxy.builder(), BuilderKeys.none())
                    .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys())
                    .platforms(List.of("linux/amd64"))
                    .firstMatch();
            farm.tags = List.of(registry.host() + "/app:1");
            farm.start();
            Eventually.holds(
                    "the push has begun",
                    () -> registry.requests().stream()
                            .anyMatch(request -> request.method().equals("POST")));
            proxy.refuse();
            proxy.cut();
            BuildResult result = farm.result();
            assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
            assertEquals("tls", result.parts().get(0).node());
            assertEquals(Map.of("app", Set.of("1")), registry.store().tags());
        }
        threads.awaitNoMore();
    }

    @Test
    void whenItsDiskIsFullTheBuildEndsElsewhere(@TempDir Path mountPoint) throws Exception {
        try (SmallDisk disk = SmallDisk.at(mountPoint, "24m");
                PrivateBuildkitd full = PrivateBuildkitd.startIn(mountPoint.resolve("state"))) {
            sparse("large", 48L << 20);
            RealFarm farm = new RealFarm(context, "COPY large /")
                    .node("full", full.builder(), BuilderKeys.none())
                    .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys())
                    .platforms(List.of("linux/amd64"))
                    .firstMatch();
            BuildResult result = farm.build();
            assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
            assertEquals("tls", result.parts().get(0).node());
            assertTrue(farm.console().contains("full failed while it built linux/amd64: "), farm.console());
            assertTrue(farm.console().contains("disk is full"), farm.console());
        }
        threads.awaitNoMore();
    }

    @Test
    void twoBuildsWithTheSameTagAtOnceLeaveItWithTheWholeImageOfOne(@TempDir Path other) throws Exception {
        List<RealFarm> farms = List.of(new RealFarm(context, "RUN echo one"), new RealFarm(other, "RUN echo two"));
        for (RealFarm farm : farms) {
            farm.node("docker", Engines.docker(), BuilderKeys.none(), "linux/amd64")
                    .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys(), "linux/arm64")
                    .platforms(List.of("linux/amd64", "linux/arm64"));
            farm.tags = List.of(Engines.plainRegistry() + "/farm/same-tag:1");
        }
        farms.forEach(RealFarm::start);
        Set<String> digests = new HashSet<>();
        for (RealFarm farm : farms) {
            BuildResult result = farm.result();
            assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
            digests.add(result.digest().toString());
        }
        assertEquals(2, digests.size());
        HttpResponse<String> tagged = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://" + Engines.plainRegistry() + "/v2/farm/same-tag/manifests/1"))
                                .header("Accept", "application/vnd.docker.distribution.manifest.list.v2+json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertTrue(
                digests.contains(
                        tagged.headers().firstValue("Docker-Content-Digest").orElse("")),
                tagged::body);
    }

    private void sparse(String name, long size) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(context.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
