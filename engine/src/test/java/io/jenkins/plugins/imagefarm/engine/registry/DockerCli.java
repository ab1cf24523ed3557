package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The real docker command, as a client to compare with. */
final class DockerCli {
    /**
     * What became of a command.
     *
     * @param exit its exit status
     * @param output standard output and error
     */
    record Result(int exit, String output) {
        Result succeeded() {
            assertEquals(0, exit, output);
            return this;
        }
    }

    private final RealEngines engines;
    private final Path folder;

    /** @param folder an empty folder for its configuration */
    DockerCli(RealEngines engines, Path folder) throws IOException {
        this.engines = engines;
        this.folder = folder;
        configure("");
    }

    void login(String host, Login login) throws IOException {
        String pair = login.username() + ":" + login.password();
        String auth = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        configure(",\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}");
    }

    private void configure(String more) throws IOException {
        Path plugins = Path.of(engines.value("IMAGE_FARM_DOCKER_CONFIG"), "cli-plugins");
        Files.writeString(folder.resolve("config.json"), "{\"cliPluginsExtraDirs\":[\"" + plugins + "\"]" + more + "}");
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(engines.value("IMAGE_FARM_DOCKER_CLI")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "DOCKER_HOST", "unix://" + engines.value("IMAGE_FARM_DOCKER_SOCK"), "DOCKER_CONFIG", folder.toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
