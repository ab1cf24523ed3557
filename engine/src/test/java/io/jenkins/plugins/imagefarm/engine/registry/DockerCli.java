package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The real docker command with a configuration of its own, as a client to compare with. */
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

    private final Path folder;

    /** @param folder an empty folder for its configuration */
    DockerCli(Path folder) throws IOException {
        this.folder = folder;
        configure("");
    }

    void login(String host, Login login) throws IOException {
        String pair = login.username() + ":" + login.password();
        String auth = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        configure(",\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}");
    }

    private void configure(String more) throws IOException {
        Path plugins = Path.of(Engines.value("IMAGE_FARM_DOCKER_CONFIG"), "cli-plugins");
        Files.writeString(folder.resolve("config.json"), "{\"cliPluginsExtraDirs\":[\"" + plugins + "\"]" + more + "}");
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder command = Engines.dockerCli(arguments).redirectErrorStream(true);
        command.environment().put("DOCKER_CONFIG", folder.toString());
        Process process = command.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
