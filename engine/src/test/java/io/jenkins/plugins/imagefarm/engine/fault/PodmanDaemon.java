package io.jenkins.plugins.imagefarm.engine.fault;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.podman.PodmanEngine;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The Podmans of the tests, and a look at what they run and store. Other tests may use them at the same time. */
enum PodmanDaemon {
    PODMAN4,
    PODMAN5;

    private static final String API = "/v4.0.0/libpod/";

    Builder builder() {
        return this == PODMAN4 ? Engines.podman4Socket() : Engines.podman5Socket();
    }

    static BuildEngine engine() {
        return new PodmanEngine(host -> Optional.empty());
    }

    JsonNode ask(RestRequest request) throws IOException {
        try (Transport transport = Transport.to(builder(), BuilderKeys.none())) {
            return new RestClient(transport, new Cancellation()).json(request);
        }
    }

    static RestRequest get(String path) {
        return RestRequest.get(API + path);
    }

    /** Gives the base image a name of its own: Buildah's working containers are named after it. */
    String baseImage(String name) throws IOException {
        ask(RestRequest.post(API + "images/pull")
                .with("reference", Engines.baseImage())
                .with("quiet", "true"));
        ask(RestRequest.post(API + "images/" + RestRequest.encoded(Engines.baseImage()) + "/tag")
                .with("repo", "localhost/image-farm-test/" + name)
                .with("tag", "1"));
        return "localhost/image-farm-test/" + name + ":1";
    }

    void removeBaseImage(String name) throws IOException {
        String image = "localhost/image-farm-test/" + name;
        try {
            ask(RestRequest.post(API + "images/" + RestRequest.encoded(image + ":1") + "/untag")
                    .with("repo", image)
                    .with("tag", "1"));
        } catch (RestStatusException e) {
            // It was not given.
        }
    }

    /** Working containers of builds from {@link #baseImage}, and the pods of this build. */
    List<String> leftovers(String baseName, String buildId) throws IOException {
        List<String> found = new ArrayList<>();
        for (JsonNode container : ask(get("containers/json").with("all", "true").with("external", "true"))) {
            String name = container.path("Names").path(0).asText();
            if (name.startsWith(baseName + "-")) {
                found.add(name);
            }
        }
        ask(get("pods/json").with("filters", "{\"label\":[\"io.jenkins.image-farm.build=" + buildId + "\"]}"))
                .forEach(pod -> found.add(pod.path("Name").asText()));
        return found;
    }

    boolean hasImage(String id) throws IOException {
        for (JsonNode image : ask(get("images/json").with("all", "true"))) {
            if (image.path("Id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /** Folders that Podman has unpacked contexts into, those whose files hold the text. */
    List<Path> contextsWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root().resolve("upper/var/tmp"))) {
            for (Path folder : folders) {
                if (!filesWith(folder, text).isEmpty()) {
                    found.add(folder);
                }
            }
        }
        return found;
    }

    /** Files of all that the node has on disk, temporary or stored, that hold the text in their first megabyte. */
    List<Path> filesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String part : List.of("upper", "home", "run", "root")) {
            found.addAll(filesWith(root().resolve(part), text));
        }
        return found;
    }

    private Path root() {
        return Path.of(Engines.value("IMAGE_FARM_ENGINES"), name().toLowerCase(Locale.ROOT));
    }

    private static List<Path> filesWith(Path folder, String text) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && holds(file, text)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // it has gone
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean holds(Path file, String text) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(1 << 20), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false; // it has gone
        }
    }
}
