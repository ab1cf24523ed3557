package io.jenkins.plugins.imagefarm.engine.s2i;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.registry.Descriptor;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.MirroredReads;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what images say of themselves from their registries; no layer is pulled. */
final class ImageReader {
    private final MirroredReads registry;
    private final Platform platform;

    /**
     * @param platform whose image of an index is asked
     * @param console gets lines for people
     */
    ImageReader(RegistryClient registry, Platform platform, Consumer<String> console) {
        this.registry = registry.mirrored(console);
        this.platform = platform;
    }

    /** For the images of a build: as they are for its first platform, or this machine's. */
    static ImageReader of(BuildRequest request, LoginSource logins, Consumer<String> console) {
        return new ImageReader(
                new RegistryClient(logins, new Registries(request.registries())),
                request.recipe().platforms().stream().findFirst().orElseGet(ImageReader::ownPlatform),
                console);
    }

    /** That of this machine, where no other is asked for. */
    static Platform ownPlatform() {
        return new Platform("linux", System.getProperty("os.arch"), "");
    }

    /**
     * @return empty if the registry has no such image
     * @throws ProblemException if that cannot be found out, or if it is not the image of a container
     */
    Optional<ImageMetadata> read(ImageReference image) {
        Optional<Manifest> found = registry.read(image);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<Descriptor> entries = entries(found.get());
            JsonNode config = config(image, entries.isEmpty() ? found.get() : single(image, entries));
            List<Platform> platforms = entries.isEmpty()
                    ? List.of(platform(config))
                    : entries.stream().map(Descriptor::platform).toList();
            // Podman takes no tag beside a digest.
            String pinned = image.name() + "@" + found.get().digest();
            return Optional.of(metadata(image, pinned, platforms, config.path("config")));
        } catch (IOException e) {
            throw notAnImage(image, e);
        }
    }

    /** The images of an index; empty if it is an image itself. */
    private static List<Descriptor> entries(Manifest manifest) throws IOException {
        return ImageIndex.parse(manifest.content()).map(ImageIndex::manifests).orElse(List.of()).stream()
                .filter(entry -> entry.platform() != null)
                .toList();
    }

    private Platform platform(JsonNode config) {
        String os = config.path("os").asText();
        String architecture = config.path("architecture").asText();
        return os.isEmpty() || architecture.isEmpty()
                ? platform
                : new Platform(os, architecture, config.path("variant").asText());
    }

    private Manifest single(ImageReference image, List<Descriptor> images) {
        // All platforms of a builder image are told the same things; its own is asked only because there must be one.
        Descriptor entry = images.stream()
                .filter(each -> platform.equals(each.platform()))
                .findFirst()
                .or(() -> images.stream()
                        .filter(each -> platform.runs(each.platform()))
                        .findFirst())
                .orElse(images.get(0));
        return registry.read(image.withDigest(entry.digest())).orElseThrow(() -> notAnImage(image, null));
    }

    private JsonNode config(ImageReference image, Manifest manifest) throws IOException {
        String digest = manifest.json().path("config").path("digest").asText();
        Path file = Files.createTempFile("image-farm-config-", ".json");
        try {
            registry.download(image, Digest.valueOf(digest), file);
            return new Manifest("", Files.readAllBytes(file)).json();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** @param what for people, with a blank after it; empty if there is no word for it */
    static Problem missing(String what, ImageReference image) {
        return Problem.user(
                "There is no " + what + "image " + image + " in its registry",
                "Check its name and tag; a login may be needed to see it.");
    }

    private static ProblemException notAnImage(ImageReference image, Throwable cause) {
        return new ProblemException(
                Problem.user(image + " is not the image of a container", "Check the image's name."), cause);
    }

    /**
     * @param pinned what a builder knows the image by
     * @param config in OCI's form
     */
    static ImageMetadata metadata(ImageReference image, String pinned, List<Platform> platforms, JsonNode config) {
        return new ImageMetadata(
                image,
                pinned,
                platforms,
                map(config.path("Labels")),
                variables(config.path("Env")),
                config.path("User").asText(""),
                config.path("WorkingDir").asText(""),
                list(config.path("Entrypoint")),
                list(config.path("OnBuild")));
    }

    private static Map<String, String> map(JsonNode object) {
        Map<String, String> map = new HashMap<>();
        object.fields()
                .forEachRemaining(
                        field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }

    private static Map<String, String> variables(JsonNode array) {
        Map<String, String> variables = new HashMap<>();
        for (String each : list(array)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                variables.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return variables;
    }

    private static List<String> list(JsonNode array) {
        List<String> list = new ArrayList<>();
        array.forEach(each -> list.add(each.asText()));
        return list;
    }
}
