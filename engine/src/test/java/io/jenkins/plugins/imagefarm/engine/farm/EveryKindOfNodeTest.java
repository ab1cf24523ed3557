package io.jenkins.plugins.imagefarm.engine.farm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One image of four real nodes of four kinds, looked at with a program that is not ours. */
class EveryKindOfNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path context;

    @Test
    void oneIndexFromTwoPodmansOverSshADockerAndABuildKitBehindMutualTls() throws Exception {
        // Files of the machine's own platform in an image of another: no emulation is needed for architectures that
        // this machine lacks.
        Files.writeString(context.resolve("Dockerfile"), """
                FROM --platform=$BUILDPLATFORM %s AS made
                ARG TARGETARCH
                RUN echo made for "$TARGETARCH" >/made
                FROM scratch
                COPY --from=made /made /made
                """.formatted(Engines.baseImage()));
        String name = Engines.plainRegistry() + "/farm/every-kind";
        List<String> command = new ArrayList<>(List.of("farm", "build", "--push"));
        command.addAll(List.of("--registry-insecure", Engines.plainRegistry()));
        command.addAll(List.of("-t", name + ":1.0", "-t", name + ":latest"));
        command.addAll(List.of("--platform", "linux/amd64,linux/amd64/v2,linux/arm64,linux/386"));
        command.addAll(List.of("--node", podman("podman4", "linux/arm64", "IMAGE_FARM_PODMAN4_NODE1_SSH")));
        command.addAll(List.of("--node", podman("podman5", "linux/amd64", "IMAGE_FARM_PODMAN5_NODE2_SSH")));
        command.addAll(List.of(
                "--node",
                "name=docker,type=docker,platform=linux/amd64/v2,uri="
                        + Engines.docker().uri()));
        command.addAll(List.of(
                "--node",
                "name=buildkit,type=buildkit,platform=linux/386,uri=%s,tlscacert=%s,tlscert=%s,tlskey=%s"
                        .formatted(
                                Engines.buildkitdTls().uri(),
                                Engines.certificate("ca.crt"),
                                Engines.certificate("client.crt"),
                                Engines.certificate("client.key"))));
        command.add(context.toString());
        CommandLineRun run = CommandLineRun.of(command.toArray(String[]::new));

        assertEquals(0, run.exitCode(), run.output());
        String index = skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + name + ":1.0");
        assertEquals(
                Set.of("linux/386", "linux/amd64", "linux/amd64/v2", "linux/arm64"), platforms(JSON.readTree(index)));
        assertEquals(index, skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + name + ":latest"));
        for (String part :
                List.of("linux/arm64@podman4", "linux/amd64@podman5", "linux/amd64/v2@docker", "linux/386@buildkit")) {
            assertTrue(run.output().contains("[" + part + "] "), run.output());
        }
        for (JsonNode manifest : JSON.readTree(index).get("manifests")) {
            String architecture = manifest.at("/platform/architecture").asText();
            JsonNode config = JSON.readTree(skopeo(
                    "inspect",
                    "--raw",
                    "--config",
                    "--tls-verify=false",
                    "docker://" + name + "@" + manifest.get("digest").asText()));
            assertEquals(architecture, config.get("architecture").asText());
        }
    }

    private static String podman(String name, String platform, String address) {
        return "name=%s,type=podman,platform=%s,uri=%s,ssh-key=%s,known-hosts=%s"
                .formatted(
                        name,
                        platform,
                        Engines.value(address),
                        Engines.value("IMAGE_FARM_SSH_KEY"),
                        Engines.value("IMAGE_FARM_SSH_KNOWN_HOSTS"));
    }

    private static Set<String> platforms(JsonNode index) {
        Set<String> platforms = new TreeSet<>();
        index.get("manifests").forEach(manifest -> {
            JsonNode platform = manifest.get("platform");
            String variant = platform.path("variant").asText();
            platforms.add(platform.get("os").asText() + "/"
                    + platform.get("architecture").asText() + (variant.isEmpty() ? "" : "/" + variant));
        });
        return platforms;
    }

    private static String skopeo(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("skopeo"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
