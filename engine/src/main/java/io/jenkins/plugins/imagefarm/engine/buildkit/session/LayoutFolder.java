package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder that is an OCI image layout, of an image or of caches of type {@code local}. Its index has a tag for each cache, so that
 * BuildKit's own clients read it too ({@code client/ociindex} there).
 */
public final class LayoutFolder {
    private static final String TAG = "org.opencontainers.image.ref.name";
    private static final String INDEX = "index.json";

    private final Path folder;

    /** @param folder need not be there; it comes to be with what is first written */
    public LayoutFolder(Path folder) {
        this.folder = folder;
    }

    /** The name by which the daemon asks for it. Only ASCII is sure to arrive in a header. */
    public String id() {
        return URLEncoder.encode(folder.toString(), StandardCharsets.UTF_8);
    }

    /**
     * The image or cache of that tag; empty if there is none yet.
     *
     * @throws IOException if the folder holds something else
     */
    public Optional<Digest> find(String tag) throws IOException {
        return manifests().stream()
                .filter(manifest -> isTagged(manifest, tag))
                .map(manifest -> Digest.valueOf(String.valueOf(manifest.get("digest"))))
                .filter(this::holds)
                .findFirst();
    }

    /**
     * What is there, if it is one.
     *
     * @throws IOException if the folder holds something else
     */
    public Optional<Digest> only() throws IOException {
        List<Digest> all = manifests().stream()
                .map(manifest -> Digest.valueOf(String.valueOf(manifest.get("digest"))))
                .distinct()
                .filter(this::holds)
                .toList();
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }

    /**
     * Gives a manifest that was written the tag; whatever had it before has it no longer.
     *
     * @param descriptor of the manifest, as JSON
     */
    public void tag(String tag, String descriptor) throws IOException {
        Map<String, Object> manifest = new LinkedHashMap<>(object(Wire.read(descriptor, Map.class)));
        Map<String, Object> annotations = new HashMap<>(object(manifest.get("annotations")));
        annotations.put(TAG, tag);
        manifest.put("annotations", annotations);
        // Between the threads of a JVM files cannot be locked.
        synchronized (LayoutFolder.class) {
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(INDEX + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                List<Map<String, Object>> all = new ArrayList<>(manifests());
                all.removeIf(each -> isTagged(each, tag));
                all.add(manifest);
                Map<String, Object> index = new LinkedHashMap<>();
                index.put("schemaVersion", 2);
                index.put("manifests", all);
                write("oci-layout", Wire.write(Map.of("imageLayoutVersion", "1.0.0")));
                write(INDEX, Wire.write(index));
            }
        }
    }

    /** Whether that was written. */
    public boolean holds(Digest digest) {
        return Files.isRegularFile(blob(digest));
    }

    /** Where its content is, if it is there. */
    Path blob(Digest digest) {
        return folder.resolve("blobs").resolve(digest.algorithm()).resolve(digest.hex());
    }

    /** A new file for content that is yet to come. */
    Path newPart() throws IOException {
        return Files.createFile(PartName.in(Files.createDirectories(folder)));
    }

    /** The content is complete, and is what it should be. */
    void keep(Path part, Digest digest) throws IOException {
        Path place = blob(digest);
        Files.createDirectories(place.getParent());
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private void write(String name, String text) throws IOException {
        Path part = newPart();
        try {
            Files.writeString(part, text);
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private List<Map<String, Object>> manifests() throws IOException {
        String text;
        try {
            text = Files.readString(folder.resolve(INDEX));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        try {
            return Wire.read(text, Map.class).get("manifests") instanceof List<?> list
                    ? list.stream().map(LayoutFolder::object).toList()
                    : List.of();
        } catch (IOException e) {
            throw new IOException("its " + INDEX + " is not that of an image layout", e);
        }
    }

    private static boolean isTagged(Map<String, Object> manifest, String tag) {
        return tag.equals(object(manifest.get("annotations")).get(TAG));
    }

    private static Map<String, Object> object(Object json) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (json instanceof Map<?, ?> map) {
            map.forEach((key, value) -> object.put(String.valueOf(key), value));
        }
        return object;
    }
}
