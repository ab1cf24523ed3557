package io.jenkins.plugins.imagefarm.engine.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A build on a Podman of the tests, in the making. */
final class PodmanRun {
    private final Path folder;
    private final Podman podman;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    final List<BuildEvent> events = new ArrayList<>();

    String dockerfileText;
    List<String> tags = List.of();
    boolean push;
    boolean byDigest;
    boolean cleanup;
    Map<String, String> labels = Map.of();
    Map<String, String> buildArgs = Map.of();
    List<Registry> registries = List.of();
    Secrets secrets = Secrets.none();

    PodmanRun(Path folder, Podman podman) {
        this.folder = folder;
        this.podman = podman;
    }

    void file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    BuildResult success() throws InterruptedException {
        BuildResult result = run();
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + console());
        return result;
    }

    Problem failure() throws InterruptedException {
        BuildResult result = run();
        assertEquals(BuildState.FAILURE, result.state(), this::console);
        return result.problem();
    }

    private BuildResult run() throws InterruptedException {
        console.reset();
        events.clear();
        BuildReporter reporter = new BuildReporter(console, events::add, ProgressStyle.PLAIN, SecretMask.of(secrets));
        return new BuildRunner(new PodmanEngine(host -> Optional.empty()))
                .run(request(), secrets, reporter, new Cancellation());
    }

    private BuildRequest request() {
        return new BuildRequest(
                "podman-test",
                folder.toString(),
                new Source(folder.toString(), null, dockerfileText),
                new Recipe(null, buildArgs, labels, null, false, false, null),
                new Destination(
                        tags.stream().map(ImageReference::valueOf).toList(),
                        push,
                        byDigest,
                        cleanup,
                        null,
                        null,
                        null,
                        null,
                        null),
                podman.builder(),
                registries,
                ProgressStyle.PLAIN,
                0);
    }

    String console() {
        return console.toString(StandardCharsets.UTF_8);
    }
}
