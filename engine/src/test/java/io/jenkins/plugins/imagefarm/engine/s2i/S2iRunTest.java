package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.RunDaemon;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only the method run can do, and what only others can. */
class S2iRunTest {
    private static final String VERSION = "#!/bin/sh\nmkdir -p /app/site\necho %s > /app/site/a.html\n";

    @TempDir
    private Path source;

    private S2iCommand site(RunDaemon daemon, String image) throws Exception {
        return new S2iCommand(source, daemon.builder(), image, S2iMethod.RUN).file("index.txt", "hello\n");
    }

    private static BuilderImage version(int number) {
        return BuilderImage.s2i().without("save-artifacts").script("assemble", VERSION.formatted(number));
    }

    @ParameterizedTest
    @EnumSource
    void aBuilderImageIsPulledByItsPolicy(RunDaemon daemon) throws Exception {
        String image = version(1).push();
        S2iCommand site = site(daemon, image);
        site.fail(List.of("-p", "never"), "(PullBuilderImageFailed)", "has no builder image " + image);
        site.succeed();
        assertEquals("1\n", site.output());
        version(2).push(image);
        site.succeed("--pull-policy=if-not-present");
        assertEquals("1\n", site.output());
        site.succeed("--pull-policy=never");
        assertEquals("1\n", site.output());
        site.succeed("--pull-policy=always");
        assertEquals("2\n", site.output());
    }

    @Test
    void theOtherImagesHavePoliciesToo() throws Exception {
        String runtime = BuilderImage.s2i().push();
        S2iCommand site = site(RunDaemon.DOCKER, BuilderImage.s2i().push());
        String[] extended = {"--runtime-image", runtime, "-a", "/app/site", "--runtime-pull-policy=never"};
        site.fail(List.of(extended), "(PullRuntimeImageFailed)", "has no runtime image " + runtime);
        String console = site.succeed("--incremental-pull-policy=never");
        assertTrue(console.contains("Clean build: there is no image " + site.tag() + " yet"), console);
        console = site.succeed("--incremental-pull-policy=always");
        assertFalse(console.contains("Clean build"), console);
        assertTrue(console.contains("pulling " + site.tag()), console);
    }

    @ParameterizedTest
    @EnumSource
    void theContainerThatAssemblesHasNoCapabilitiesThatAreDropped(RunDaemon daemon) throws Exception {
        S2iCommand site = site(
                daemon,
                BuilderImage.s2i()
                        .user("")
                        .script("assemble", "#!/bin/sh\ngrep CapEff /proc/self/status > /tmp/caps\n")
                        .script("run", "#!/bin/sh\ncat /tmp/caps\n")
                        .push());
        site.succeed("--cap-drop=ALL");
        assertEquals("CapEff:\t0000000000000000\n", site.output());
    }

    @ParameterizedTest
    @EnumSource
    void aVolumeStaysOnTheBuilderAndIsInNoImage(RunDaemon daemon) throws Exception {
        String volume = "s2i-test-" + UUID.randomUUID();
        S2iCommand site = site(
                daemon,
                BuilderImage.s2i()
                        .user("")
                        .without("save-artifacts")
                        .script(
                                "assemble",
                                "#!/bin/sh\nmkdir -p /app/site\necho build >> /cache/builds\ncat /cache/builds > /app/site/a.html\n")
                        .push());
        try {
            site.succeed("-v", volume + ":/cache");
            site.succeed("--volume=" + volume + ":/cache");
            assertEquals("build\nbuild\n", site.output());
            assertFalse(Files.exists(BuilderImage.files(site.tag()).resolve("cache/builds")));
        } finally {
            daemon.ask(RestRequest.delete("/volumes/" + volume));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noImageNeedsAShellOrTar(RunDaemon daemon) throws Exception {
        BuilderImage image = BuilderImage.s2i()
                .script("assemble", BuilderImage.ASSEMBLE.replace("#!/bin/sh", "#!/bin/busybox sh"))
                .script("save-artifacts", BuilderImage.SAVE_ARTIFACTS.replace("#!/bin/sh", "#!/bin/busybox sh"))
                .and("USER 0\nRUN rm /bin/tar /bin/sh\nUSER 1001");
        S2iCommand site = site(daemon, image.push());
        site.succeed();
        String made = page(site);
        site.succeed();
        assertEquals(made, page(site));
    }

    private static String page(S2iCommand site) throws Exception {
        return Files.readString(BuilderImage.files(site.tag()).resolve("app/site/index.html"));
    }

    @ParameterizedTest
    @EnumSource
    void aScriptWhoseInterpreterIsMissingIsToldOf(RunDaemon daemon) throws Exception {
        S2iCommand site = site(
                daemon,
                BuilderImage.s2i().and("USER 0\nRUN rm /bin/sh\nUSER 1001").push());
        site.fail(
                List.of(),
                "(InstallScriptsFailed)",
                "has no /usr/libexec/s2i/assemble, or not the program that its first line names");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInjectedOverAFileLeavesThatAsItWas(RunDaemon daemon, @TempDir Path secrets) throws Exception {
        Path token = Files.writeString(secrets.resolve("settings"), "s3cr3t-t0ken-value");
        S2iCommand site = site(
                daemon,
                BuilderImage.s2i()
                        .before("RUN mkdir /conf && echo original > /conf/settings && chown 7:8 /conf/settings")
                        .script(
                                "assemble",
                                "#!/bin/sh\nmkdir -p /app/site\nwc -c < /conf/settings > /app/site/a.html\n")
                        .script("run", "#!/bin/sh\ncat /app/site/a.html /conf/settings; stat -c %u:%g /conf/settings\n")
                        .push());
        site.succeed("--inject", token + ":/conf/");
        boolean tellsOwner = daemon == RunDaemon.DOCKER || daemon == RunDaemon.DOCKER20;
        assertEquals("18\noriginal\n" + (tellsOwner ? "7:8" : "1001:0") + "\n", site.output());
        assertFalse(site.hasInALayer("s3cr3t-t0ken-value"));
    }

    @ParameterizedTest
    @EnumSource
    void anImageForAnotherPlatform(RunDaemon daemon) throws Exception {
        String image =
                BuilderImage.s2i().platforms("linux/amd64", "linux/arm64").push();
        S2iCommand site = site(daemon, image);
        site.succeed("--platform=linux/arm64");
        assertEquals("arm64", S2iCommand.blob(site.tag()).path("architecture").asText());
        site.succeed();
        assertEquals("amd64", S2iCommand.blob(site.tag()).path("architecture").asText());
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryThatWantsALoginIsPulledFromAndPushedTo(RunDaemon daemon) throws Exception {
        site(daemon, "").file(".s2i/bin/assemble", "#!/bin/sh\ntrue\n").file(".s2i/bin/run", "#!/bin/sh\ntrue\n");
        source.resolve(".s2i/bin/assemble").toFile().setExecutable(true, false);
        String registry = Engines.basicRegistry();
        String login = Engines.value("IMAGE_FARM_REGISTRY_BASIC_USER") + ":"
                + Engines.value("IMAGE_FARM_REGISTRY_BASIC_PASSWORD");
        String auth = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        CommandLineRun run = CommandLineRun.withInput(
                "{\"auths\":{\"" + registry + "\":{\"auth\":\"" + auth + "\"}}}",
                "s2i",
                "build",
                "--push",
                "--method=run",
                "--pull-policy=always",
                "--auth-stdin",
                "--registry-ca",
                registry + "=" + Engines.certificate("ca.crt"),
                "--builder",
                daemon.builder().uri(),
                source.toString(),
                registry + "/base/busybox:latest",
                registry + "/s2i/app-" + UUID.randomUUID() + ":1");
        assertEquals(0, run.exitCode(), run.output());
    }

    @Test
    void aBuildKitHasNoContainers() throws Exception {
        S2iCommand site = new S2iCommand(source, Engines.buildkitd(), version(1).push(), S2iMethod.RUN);
        site.fail(List.of(), "The method run needs Docker or Podman, and at unix://", "is buildkit");
    }

    @Test
    void aRuntimeImageWithOnBuildInstructionsIsRefused() throws Exception {
        String runtime = BuilderImage.s2i().and("ONBUILD RUN true").push();
        S2iCommand site = site(RunDaemon.PODMAN5, BuilderImage.s2i().push());
        site.fail(List.of("--runtime-image", runtime, "-a", "/app/site"), "ONBUILD instructions, which the method run");
    }
}
