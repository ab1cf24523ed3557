package io.jenkins.plugins.imagefarm.engine.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is special about builds on Podman, on both versions. */
class PodmanBuildTest {
    private final String run = UUID.randomUUID().toString();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void onlyOurIgnoreRulesApply(Podman podman) throws Exception {
        PodmanRun build = new PodmanRun(folder, podman);
        build.file(".dockerignore", "*.log\n!kept.log\nsub/secret\n");
        build.file(".containerignore", "*\n");
        build.file("plain.txt", run);
        build.file("dropped.log", "");
        build.file("kept.log", "");
        build.file("sub/secret", "");
        build.file("sub/open", "");
        build.dockerfileText = "FROM " + Engines.baseImage() + "\nCOPY . /context\nRUN find /context -type f | sort\n";
        build.success();
        List<String> files = build.console()
                .lines()
                .filter(line -> line.matches("#\\d+ \\d+\\.\\d+ /context/.*"))
                .map(line -> line.replaceFirst(".* /context/", ""))
                .toList();
        assertEquals(List.of(".containerignore", ".dockerignore", "kept.log", "plain.txt", "sub/open"), files);
    }

    @ParameterizedTest
    @EnumSource
    void filesArriveAsTheyAre(Podman podman) throws Exception {
        String longName = "d".repeat(120) + "/" + "f".repeat(120) + "-ü";
        PodmanRun build = new PodmanRun(folder, podman);
        build.file(longName, run);
        Files.createLink(folder.resolve("second"), folder.resolve(longName));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("second"));
        assertTrue(folder.resolve("second").toFile().setExecutable(true));
        build.dockerfileText =
                "FROM " + Engines.baseImage() + "\nCOPY . /context\nRUN cd /context; cat link; echo; cat d*/*; echo; "
                        + "test -x second && readlink link && echo d*/*\n";
        build.success();
        assertEquals(
                2,
                build.console().lines().filter(line -> line.endsWith(" " + run)).count(),
                build.console());
        assertTrue(build.console().contains(" second\n"), build.console());
        assertTrue(build.console().contains("f-ü"), build.console());
    }

    @ParameterizedTest
    @EnumSource
    void stagesAndStepsAreNamedAsBuildKitNamesThem(Podman podman) throws Exception {
        PodmanRun build = new PodmanRun(folder, podman);
        build.file("file", run);
        build.dockerfileText = "FROM " + Engines.baseImage() + " AS first\nCOPY file /\nRUN printf 'half '; echo line\n"
                + "FROM " + Engines.baseImage() + "\nCOPY --from=first /file /\n";
        build.success();
        assertTrue(build.console().contains("[first 3/3] RUN printf"), build.console());
        assertTrue(build.console().contains("half line\n"), build.console());
        assertTrue(build.console().contains("[stage-1 2/2] COPY --from=first /file /"), build.console());
        build.success();
        assertTrue(build.console().contains(" CACHED\n"), build.console());
    }

    @ParameterizedTest
    @EnumSource
    void cleanupRemovesTheImageAndKeepsTheCache(Podman podman) throws Exception {
        PodmanRun build = new PodmanRun(folder, podman);
        build.file("file", run);
        build.dockerfileText =
                "FROM " + Engines.baseImage() + "\nCOPY file /\nRUN echo one > /one\nRUN echo two > /two\n";
        build.tags = List.of(Engines.plainRegistry() + "/podman-build/" + run + ":1");
        build.push = true;
        build.byDigest = true;
        build.cleanup = true;
        BuildResult first = build.success();
        assertFalse(podman.has(first.imageId().hex()));
        BuildResult second = build.success();
        assertTrue(second.cachedSteps() >= 2, build.console());
        assertFalse(podman.has(second.imageId().hex()));
    }

    @ParameterizedTest
    @EnumSource
    void anImageIsNamedOnTheNodeUnlessItIsAPartOfAnother(Podman podman) throws Exception {
        PodmanRun build = new PodmanRun(folder, podman);
        build.file("file", run);
        build.dockerfileText = "FROM scratch\nCOPY file /\n";
        build.tags = List.of("image-farm-test/" + run + ":1", "image-farm-test/" + run + ":2");
        BuildResult result = build.success();
        assertEquals(
                2,
                podman.ask(api -> api.image(result.imageId().hex()))
                        .path("RepoTags")
                        .size());
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedPushIsTheUsersFault(Podman podman) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults()
                    .always(
                            "PUT",
                            "/v2/.*/manifests/.*",
                            FakeFault.answer(403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\"}]}"));
            PodmanRun build = pushTo(registry, podman);
            Problem problem = build.failure();
            assertEquals(Fault.USER, problem.fault(), problem.cause());
            assertTrue(problem.cause().contains("Pushing " + registry.host() + "/app:1"), problem.cause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryThatFailsIsTheServicesFault(Podman podman) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("PUT", "/v2/.*/manifests/.*", FakeFault.status(503));
            Problem problem = pushTo(registry, podman).failure();
            assertEquals(Fault.SERVICE, problem.fault(), problem.cause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryThatDoesNotProveWhoItIsIsRefused(Podman podman) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().tls().start()) {
            PodmanRun build = pushTo(registry, podman);
            build.registries = List.of();
            Problem problem = build.failure();
            assertEquals(Fault.USER, problem.fault(), problem.cause());
            assertTrue(problem.cause().contains("certificate"), problem.cause());
            assertTrue(problem.advice().contains("certs.d"), problem.advice());
        }
    }

    @ParameterizedTest
    @EnumSource
    void loginsOfTheBuildArePassedOn(Podman podman) throws Exception {
        String host = Engines.basicRegistry();
        PodmanRun build = new PodmanRun(folder, podman);
        build.file("file", run);
        build.dockerfileText = "FROM scratch\nCOPY file /\n";
        build.tags = List.of(host + "/podman-build/" + run + ":1");
        build.push = true;
        build.secrets = logins(host, Engines.value("IMAGE_FARM_REGISTRY_BASIC_PASSWORD"));
        build.success();
        build.push = false;
        build.tags = List.of();
        build.dockerfileText = "FROM " + host + "/podman-build/" + run + ":1\nENV A=b\n";
        build.success();
        build.secrets = logins(host, "wrong-password");
        build.dockerfileText = "FROM " + host + "/podman-build/other-" + run + ":1\nENV A=b\n";
        Problem problem = build.failure();
        assertEquals(Fault.USER, problem.fault(), problem.cause());
        assertTrue(problem.cause().contains("login"), problem.cause());
    }

    @ParameterizedTest
    @EnumSource
    void mistakesInTheDockerfileAreTheUsersAndNameTheirLine(Podman podman) throws Exception {
        String from = "FROM " + Engines.baseImage() + "\n";
        assertMistake(podman, from + "RUN echo \\\n  two lines; exit 7\n", "exit code 7", "Dockerfile:2");
        assertMistake(podman, from + "RUNN echo\n", "unknown instruction RUNN", "Dockerfile:2");
        assertMistake(podman, from + "COPY nowhere /\n", "/nowhere is not in the build context", "Dockerfile:2");
        assertMistake(podman, from + "RUN [\"/no/shell\"]\n", "/no/shell", "Dockerfile:2");
        assertMistake(
                podman,
                from + "RUN --mount=type=secret,id=absent,required=true true\n",
                "secret absent",
                "Dockerfile:2");
        assertMistake(
                podman, "FROM " + Engines.plainRegistry() + "/not/there:1\n", "there is no such image", "Dockerfile:1");
        assertMistake(podman, "FROM nothing-" + run + "\n", "which registry nothing-" + run + " is of", "Dockerfile:1");
        assertMistake(podman, " \n", "Dockerfile is empty", "");
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryThatCannotBeReachedIsTheServicesFault(Podman podman) throws Exception {
        PodmanRun build = new PodmanRun(folder, podman);
        build.dockerfileText = "FROM 127.0.0.1:1/not/there:1\n";
        Problem problem = build.failure();
        assertEquals(Fault.SERVICE, problem.fault(), problem.cause());
        assertTrue(problem.cause().contains("refuses the connection"), problem.cause());
    }

    private void assertMistake(Podman podman, String dockerfile, String cause, String place) throws Exception {
        PodmanRun build = new PodmanRun(folder, podman);
        build.dockerfileText = dockerfile;
        Problem problem = build.failure();
        assertEquals(Fault.USER, problem.fault(), problem.cause());
        assertTrue(problem.cause().contains(cause), problem.cause());
        assertTrue(problem.cause().contains(place), problem.cause());
        assertFalse(problem.cause().contains(".image-farm-"), problem.cause());
    }

    private PodmanRun pushTo(FakeRegistry registry, Podman podman) throws Exception {
        PodmanRun build = new PodmanRun(folder, podman);
        build.file("file", run);
        build.dockerfileText = "FROM scratch\nCOPY file /\n";
        build.tags = List.of(registry.host() + "/app:1");
        build.push = true;
        build.registries = List.of(new Registry(registry.host(), true, null));
        return build;
    }

    private static Secrets logins(String host, String password) {
        return new Secrets(
                Map.of(host, new Login(Engines.value("IMAGE_FARM_REGISTRY_BASIC_USER"), password)), Map.of());
    }
}
