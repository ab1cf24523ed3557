package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/** {@code image-farm s2i build} of a source, and the application image that it gives. */
final class S2iCommand {
    private static final RegistryClient REGISTRY =
            new RegistryClient(host -> Optional.empty(), new Registries(List.of()));

    private final Path source;
    private final Builder builder;
    private final String image;
    private final S2iMethod method;
    private final String tag = Engines.plainRegistry() + "/s2i/app-" + UUID.randomUUID() + ":1";

    /** @param image the builder image */
    S2iCommand(Path source, Builder builder, String image) {
        this(source, builder, image, S2iMethod.BUILD);
    }

    S2iCommand(Path source, Builder builder, String image, S2iMethod method) {
        this.method = method;
        this.source = source;
        this.builder = builder;
        this.image = image;
    }

    S2iCommand file(String name, String text) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** The builder image. */
    String image() {
        return image;
    }

    String tag() {
        return tag;
    }

    CommandLineRun run(String... options) {
        List<String> all = new ArrayList<>(List.of("--builder", builder.uri()));
        all.addAll(List.of(options));
        return runAnywhere(all);
    }

    private CommandLineRun runAnywhere(List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("s2i", "build", "--push"));
        if (method == S2iMethod.RUN) {
            arguments.add("--method=run");
        }
        arguments.addAll(options);
        arguments.addAll(List.of(source.toString(), image, tag));
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }

    /** @return what it printed */
    String succeed(String... options) {
        return succeeded(run(options));
    }

    /** Not on the one builder, but on nodes of the options. */
    String succeedOnFarm(String... options) {
        return succeeded(runAnywhere(List.of(options)));
    }

    private static String succeeded(CommandLineRun run) {
        assertEquals(0, run.exitCode(), run.output());
        return run.output();
    }

    /** The last line says all of this; the exit code is the user's fault. @return what it printed */
    String fail(List<String> options, String... all) {
        CommandLineRun run = run(options.toArray(new String[0]));
        assertEquals(1, run.exitCode(), run.output());
        List<String> lines = run.output().lines().toList();
        String last = lines.get(lines.size() - 1);
        assertTrue(last.startsWith("ERROR: "), run.output());
        for (String each : all) {
            assertTrue(last.contains(each), () -> "'" + each + "' is not in: " + last + "\n" + run.output());
        }
        return run.output();
    }

    JsonNode manifest() throws IOException {
        return REGISTRY.read(ImageReference.valueOf(tag)).orElseThrow().json();
    }

    JsonNode config() throws IOException {
        return config(tag);
    }

    static JsonNode config(String name) throws IOException {
        return blob(name).path("config");
    }

    /** The whole configuration, with the image's history. */
    static JsonNode blob(String name) throws IOException {
        ImageReference reference = ImageReference.valueOf(name);
        Manifest manifest = REGISTRY.read(reference).orElseThrow();
        Path file = Scratch.folder("config-").resolve("config.json");
        Digest config =
                Digest.valueOf(manifest.json().path("config").path("digest").asText());
        REGISTRY.download(reference, config, file);
        return new Manifest("", Files.readAllBytes(file)).json();
    }

    /** Whether a layer of the image has that text, in whatever file of it. */
    boolean hasInALayer(String text) throws IOException {
        for (JsonNode layer : manifest().path("layers")) {
            Path file = Scratch.folder("layer-").resolve("layer.tar.gz");
            REGISTRY.download(
                    ImageReference.valueOf(tag),
                    Digest.valueOf(layer.path("digest").asText()),
                    file);
            try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                if (new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean exists(String name) {
        return REGISTRY.manifest(ImageReference.valueOf(name)).isPresent();
    }

    /** What the image prints when it is run. */
    String output() throws IOException, InterruptedException {
        StringBuilder command = new StringBuilder();
        config().path("Entrypoint")
                .forEach(word -> command.append(word.asText()).append(' '));
        config().path("Cmd").forEach(word -> command.append(word.asText()).append(' '));
        Path files = BuilderImage.files(tag, command + "> /tmp/printed");
        return Files.readString(files.resolve("tmp/printed"));
    }
}
