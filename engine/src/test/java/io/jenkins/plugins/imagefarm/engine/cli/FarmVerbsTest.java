package io.jenkins.plugins.imagefarm.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for farms, on a Docker, a Podman behind SSH, a BuildKit behind TLS and one node that is not there. */
class FarmVerbsTest {
    private static final String OLDER_THAN_ANYTHING = "--older-than=9999d";

    @TempDir
    private Path folder;

    private String farmFile() throws IOException {
        Path key = Files.writeString(folder.resolve("id"), Engines.sshKeys().sshKey());
        Path hosts = Files.writeString(
                folder.resolve("known_hosts"), Engines.podman5().knownHosts());
        String text = """
                nodes:
                  - {name: docker, uri: "%s", maxBuilds: 4}
                  - {name: podman, uri: "%s", sshKey: id, knownHosts: "%s", platforms: [linux/amd64]}
                  - {name: buildkit, uri: "%s", tlsCaCert: "%s", tlsCert: "%s", tlsKey: "%s"}
                  - {name: dead, uri: "unix:///not/there.sock"}
                farms:
                  - {name: live, nodes: [docker, podman, buildkit]}
                """.formatted(
                        Engines.docker().uri(),
                        Engines.podman5().uri(),
                        Files.readString(hosts).strip().replace("\n", "\\n"),
                        Engines.buildkitdTls().uri(),
                        Engines.certificate("ca.crt"),
                        Engines.certificate("client.crt"),
                        Engines.certificate("client.key"));
        assertTrue(Files.exists(key));
        return Files.writeString(folder.resolve("farm.yaml"), text).toString();
    }

    private CommandLineRun live(String verb, String... arguments) throws IOException {
        return run(verb, "live", arguments);
    }

    private CommandLineRun run(String verb, String farm, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("farm", verb, "--farm-file", farmFile()));
        if (farm != null) {
            all.addAll(List.of("--farm", farm));
        }
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    @Test
    void statusIsATableWithALineForEveryNode() throws IOException {
        CommandLineRun status = run("status", null, "--disk");
        List<String> lines = status.output().lines().toList();
        assertEquals(5, lines.size(), status.output());
        assertTrue(lines.get(0).matches("NODE +STATE +BUILDER +SLOTS +DISK +TIME +PLATFORMS"), status.output());
        assertTrue(
                lines.get(1).matches("docker +up +docker 26\\S+ +4 +[0-9.]+ \\S?B +\\d+ ms +linux/amd64.*"),
                status.output());
        assertTrue(lines.get(2).matches("podman +up +podman 5\\S+ +1 .*linux/amd64.*"), status.output());
        assertTrue(lines.get(3).matches("buildkit +up +buildkit \\S+ +1 .*linux/amd64.*"), status.output());
        assertTrue(
                lines.get(4).matches("dead +down +- +1 +- +\\d+ ms +No builder answers: .*does not exist.*"),
                status.output());
        int column = lines.get(0).indexOf("SLOTS");
        lines.subList(1, 5).forEach(line -> assertTrue(Character.isDigit(line.charAt(column)), "aligned: " + line));
        assertEquals(ExitCode.SERVICE_FAULT, status.exitCode());
    }

    @Test
    void statusIsJsonForPrograms() throws IOException {
        CommandLineRun status = live("status", "--json");
        assertEquals(ExitCode.SUCCESS, status.exitCode(), status.output());
        NodeReport[] reports = Wire.read(status.output(), NodeReport[].class);
        assertEquals(3, reports.length);
        assertEquals(BuilderType.PODMAN, reports[1].info().type());
    }

    @Test
    void platformsAreListedWithTheirNodes() throws IOException {
        CommandLineRun platforms = live("platforms");
        assertEquals(ExitCode.SUCCESS, platforms.exitCode(), platforms.output());
        String table = platforms.output();
        assertTrue(table.lines().anyMatch(line -> line.matches("linux/amd64 +docker, podman, buildkit +-")), table);
        assertTrue(
                table.lines().anyMatch(line -> line.matches("linux/arm64 +- +docker.*") && !line.contains("podman")),
                "podman is used for linux/amd64 only: " + table);
    }

    @Test
    void pruneTellsWhatWasRemovedFromEachNode() throws IOException {
        CommandLineRun prune = live("prune", OLDER_THAN_ANYTHING);
        List<String> lines = prune.output().lines().toList();
        assertTrue(lines.get(0).matches("NODE +IMAGES +RECLAIMED +PROBLEM"), prune.output());
        assertTrue(lines.get(1).matches("docker +0 +0 B"), prune.output());
        assertTrue(lines.get(2).matches("podman +0 +0 B"), prune.output());
        assertTrue(lines.get(3).matches("buildkit +0 +0 B"), prune.output());
        assertTrue(lines.get(4).matches("total +0 B"), prune.output());
    }

    @Test
    void aDryRunShowsWhoWouldBuildWhat() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM " + Engines.baseImage() + "\n");
        CommandLineRun build = live(
                "build",
                "--dry-run",
                "--strategy=firstMatch",
                "--emulation=never",
                "--no-fail-fast",
                "--platform=linux/amd64",
                folder.toString());
        assertEquals(ExitCode.SUCCESS, build.exitCode(), build.output());
        assertTrue(build.output().contains("docker  linux/amd64  natively"), build.output());
    }

    @Test
    void aFarmBuildsOneImageOfTwoPlatforms() throws IOException {
        Files.writeString(
                folder.resolve("Dockerfile"), "FROM " + Engines.baseImage() + "\nRUN echo farm-verbs; date +%N\n");
        CommandLineRun build = live(
                "build",
                "--platform=linux/amd64,linux/arm64",
                "--tag=" + Engines.plainRegistry() + "/planner/verbs:1",
                "--push",
                "--registry-insecure=" + Engines.plainRegistry(),
                folder.toString());
        assertEquals(ExitCode.SUCCESS, build.exitCode(), build.output());
        assertTrue(build.output().contains("/planner/verbs:1 as sha256:"), build.output());
        assertTrue(build.output().contains("[linux/amd64@"), build.output());
        assertTrue(build.output().contains("[linux/arm64@"), build.output());
    }

    @Test
    void aPlatformThatNobodyBuildsIsRefusedWithEveryNode() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");
        CommandLineRun build = live("build", "--platform=linux/s390x", folder.toString());
        assertEquals(ExitCode.USER_FAULT, build.exitCode(), build.output());
        String last = build.output().lines().reduce((a, b) -> b).orElseThrow();
        assertTrue(last.startsWith("ERROR: No node builds linux/s390x: docker builds linux/amd64"), last);
        assertTrue(last.contains("podman is used for linux/amd64 only"), last);
    }

    @Test
    void jenkinsAsksOnStandardInput() throws IOException {
        Builder known = Engines.podman5();
        FarmNode podman = node(new Builder("podman", known.uri(), BuilderType.AUTO, known.knownHosts()));
        FarmNode dead = node(new Builder("dead", "unix:///not/there.sock", BuilderType.AUTO, ""));
        Secrets secrets = new Secrets(Map.of(), Map.of(), Map.of("podman", Engines.sshKeys()));
        CommandLineRun inquire = CommandLineRun.withInput(
                Wire.write(new Inquiry(List.of(podman, dead), secrets, 10_000, false, null)), "inquire");
        assertEquals(ExitCode.SUCCESS, inquire.exitCode(), inquire.output());
        assertEquals(1, inquire.output().lines().count(), inquire.output());
        InquiryAnswer answer = Wire.read(inquire.output(), InquiryAnswer.class);
        assertEquals(BuilderType.PODMAN, answer.reports().get(0).info().type());
        assertTrue(answer.reports().get(1).problem().cause().contains("/not/there.sock does not exist"));
        assertEquals(List.of(), answer.pruned());
    }

    private static FarmNode node(Builder builder) {
        return new FarmNode(builder, 1, 0, 1, List.of(), List.of());
    }

    @Test
    void aQuestionThatIsNoneIsNotShown() {
        CommandLineRun inquire = CommandLineRun.withInput("{\"nodes\": \"the key itself\"}", "inquire");
        assertEquals(ExitCode.USER_FAULT, inquire.exitCode());
        assertEquals("ERROR: There is no inquiry on standard input\n", inquire.output());
        assertFalse(inquire.output().contains("key"));
    }
}
