package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What a {@link FakeRegistry} holds: blobs and manifests by repository. */
public final class FakeStore {
    /**
     * A manifest or index.
     *
     * @param mediaType as it was pushed
     * @param content as it was pushed
     */
    public record Manifest(String mediaType, byte[] content) {
        public Digest digest() {
            return FakeStore.digest(content);
        }
    }

    private record Key(String repository, String reference) {}

    private final Map<Key, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<Key, Manifest> manifests = new ConcurrentHashMap<>();
    private final Map<Key, Digest> tags = new ConcurrentHashMap<>();
    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();

    public static Digest digest(byte[] content) {
        try {
            return new Digest(
                    "sha256",
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public Digest putBlob(String repository, byte[] content) {
        Digest digest = digest(content);
        blobs.put(new Key(repository, digest.toString()), content);
        return digest;
    }

    public Optional<byte[]> blob(String repository, String digest) {
        return Optional.ofNullable(blobs.get(new Key(repository, digest)));
    }

    /** @param reference a tag or a digest */
    public Digest putManifest(String repository, String reference, String mediaType, byte[] content) {
        Manifest manifest = new Manifest(mediaType, content);
        manifests.put(new Key(repository, manifest.digest().toString()), manifest);
        if (!reference.contains(":")) {
            tags.put(new Key(repository, reference), manifest.digest());
        }
        return manifest.digest();
    }

    /** @param reference a tag or a digest */
    public Optional<Manifest> manifest(String repository, String reference) {
        Digest tagged = tags.get(new Key(repository, reference));
        String digest = tagged == null ? reference : tagged.toString();
        return Optional.ofNullable(manifests.get(new Key(repository, digest)));
    }

    /** Every manifest and blob, as it was pushed. */
    public List<byte[]> contents() {
        List<byte[]> contents = new ArrayList<>(blobs.values());
        manifests.values().forEach(manifest -> contents.add(manifest.content()));
        return contents;
    }

    boolean removeManifest(String repository, String digest) {
        tags.entrySet()
                .removeIf(tag -> tag.getKey().repository().equals(repository)
                        && tag.getValue().toString().equals(digest));
        return manifests.remove(new Key(repository, digest)) != null;
    }

    /** All repositories with their tags. */
    public Map<String, SortedSet<String>> tags() {
        Map<String, SortedSet<String>> all = new TreeMap<>();
        tags.keySet()
                .forEach(tag -> all.computeIfAbsent(tag.repository(), name -> new TreeSet<>())
                        .add(tag.reference()));
        return all;
    }

    /** How many uploads were started and neither finished nor given up. */
    public int openUploads() {
        return uploads.size();
    }

    void startUpload(String id) {
        uploads.put(id, new ByteArrayOutputStream());
    }

    /** Null if there is no such upload. */
    ByteArrayOutputStream upload(String id) {
        return uploads.get(id);
    }

    void endUpload(String id) {
        uploads.remove(id);
    }
}
