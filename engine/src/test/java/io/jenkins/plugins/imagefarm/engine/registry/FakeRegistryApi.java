package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The HTTP API of the OCI distribution specification 1.1 over a {@link FakeStore}. */
final class FakeRegistryApi {
    private static final Pattern UPLOAD = Pattern.compile("/v2/(?<name>.+)/blobs/uploads/(?<id>[^/]*)");
    private static final Pattern BLOB = Pattern.compile("/v2/(?<name>.+)/blobs/(?<id>[^/]+)");
    private static final Pattern MANIFEST = Pattern.compile("/v2/(?<name>.+)/manifests/(?<id>[^/]+)");
    private static final Pattern TAGS = Pattern.compile("/v2/(?<name>.+)/tags/list(?<id>)");
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]*)");
    private static final String CONTENT_DIGEST = "Docker-Content-Digest";

    private interface Route {
        void serve(FakeExchange exchange, String repository, String id) throws IOException;
    }

    private final FakeStore store;

    FakeRegistryApi(FakeStore store) {
        this.store = store;
    }

    void serve(FakeExchange exchange) throws IOException {
        exchange.set("Docker-Distribution-Api-Version", "registry/2.0");
        if (exchange.path().equals("/v2/")) {
            exchange.set("Content-Type", "application/json").answer(200, "{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        boolean served = route(exchange, UPLOAD, this::upload)
                || route(exchange, BLOB, this::blob)
                || route(exchange, MANIFEST, this::manifest)
                || route(exchange, TAGS, this::tags);
        if (!served) {
            exchange.fail(404, "UNSUPPORTED", "no such path");
        }
    }

    private static boolean route(FakeExchange exchange, Pattern pattern, Route route) throws IOException {
        Matcher path = pattern.matcher(exchange.path());
        if (!path.matches()) {
            return false;
        }
        route.serve(exchange, path.group("name"), path.group("id"));
        return true;
    }

    private void upload(FakeExchange exchange, String repository, String id) throws IOException {
        if (exchange.method().equals("POST") && id.isEmpty()) {
            startUpload(exchange, repository);
            return;
        }
        ByteArrayOutputStream upload = store.upload(id);
        if (upload == null) {
            exchange.fail(404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
            return;
        }
        switch (exchange.method()) {
            case "PATCH" -> {
                String range = exchange.header("Content-Range");
                if (!range.isEmpty() && Long.parseLong(range.replaceFirst("-.*", "")) != upload.size()) {
                    continued(exchange, repository, id, upload).answer(416);
                    return;
                }
                upload.write(exchange.body());
                continued(exchange, repository, id, upload).answer(202);
            }
            case "PUT" -> {
                upload.write(exchange.body());
                store.endUpload(id);
                finishBlob(exchange, repository, upload.toByteArray());
            }
            case "GET" -> continued(exchange, repository, id, upload).answer(204);
            case "DELETE" -> {
                store.endUpload(id);
                exchange.answer(204);
            }
            default -> exchange.fail(405, "UNSUPPORTED", "not at an upload");
        }
    }

    private void startUpload(FakeExchange exchange, String repository) throws IOException {
        if (exchange.query("digest") != null) {
            finishBlob(exchange, repository, exchange.body());
            return;
        }
        String mount = exchange.query("mount");
        String from = exchange.query("from");
        Optional<byte[]> known = mount == null || from == null ? Optional.empty() : store.blob(from, mount);
        if (known.isPresent()) {
            created(
                    exchange,
                    "/v2/" + repository + "/blobs/" + mount,
                    store.putBlob(repository, known.get()).toString());
            return;
        }
        String id = UUID.randomUUID().toString();
        store.startUpload(id);
        continued(exchange, repository, id, store.upload(id)).answer(202);
    }

    private static FakeExchange continued(
            FakeExchange exchange, String repository, String id, ByteArrayOutputStream upload) {
        return exchange.set("Location", "/v2/" + repository + "/blobs/uploads/" + id)
                .set("Docker-Upload-Uuid", id)
                .set("Range", "0-" + Math.max(0, upload.size() - 1));
    }

    private void finishBlob(FakeExchange exchange, String repository, byte[] content) throws IOException {
        String digest = FakeStore.digest(content).toString();
        if (!digest.equals(exchange.query("digest"))) {
            exchange.fail(400, "DIGEST_INVALID", "the content is " + digest);
            return;
        }
        store.putBlob(repository, content);
        created(exchange, "/v2/" + repository + "/blobs/" + digest, digest);
    }

    private static void created(FakeExchange exchange, String location, String digest) throws IOException {
        exchange.set("Location", location).set(CONTENT_DIGEST, digest).answer(201);
    }

    private void blob(FakeExchange exchange, String repository, String digest) throws IOException {
        Optional<byte[]> blob = store.blob(repository, digest);
        if (blob.isEmpty()) {
            exchange.fail(404, "BLOB_UNKNOWN", "no such blob");
            return;
        }
        exchange.set(CONTENT_DIGEST, digest)
                .set("Content-Type", "application/octet-stream")
                .set("Accept-Ranges", "bytes");
        byte[] content = blob.get();
        Matcher range = RANGE.matcher(exchange.header("Range"));
        if (!range.matches() || Integer.parseInt(range.group(1)) >= content.length) {
            exchange.answer(200, content);
            return;
        }
        int from = Integer.parseInt(range.group(1));
        int end = range.group(2).isEmpty()
                ? content.length
                : Math.min(content.length, Integer.parseInt(range.group(2)) + 1);
        exchange.set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + content.length)
                .answer(206, Arrays.copyOfRange(content, from, end));
    }

    private void manifest(FakeExchange exchange, String repository, String reference) throws IOException {
        switch (exchange.method()) {
            case "PUT" -> putManifest(exchange, repository, reference);
            case "GET", "HEAD" -> {
                Optional<FakeStore.Manifest> manifest = store.manifest(repository, reference);
                if (manifest.isEmpty()) {
                    exchange.fail(404, "MANIFEST_UNKNOWN", "manifest unknown");
                    return;
                }
                exchange.set(CONTENT_DIGEST, manifest.get().digest().toString())
                        .set("Content-Type", manifest.get().mediaType())
                        .answer(200, manifest.get().content());
            }
            case "DELETE" -> {
                if (store.removeManifest(repository, reference)) {
                    exchange.answer(202);
                } else {
                    exchange.fail(404, "MANIFEST_UNKNOWN", "manifest unknown");
                }
            }
            default -> exchange.fail(405, "UNSUPPORTED", "not at a manifest");
        }
    }

    private void putManifest(FakeExchange exchange, String repository, String reference) throws IOException {
        byte[] content = exchange.body();
        JsonNode json;
        try {
            json = JsonText.object(content);
        } catch (IOException e) {
            exchange.fail(400, "MANIFEST_INVALID", "not a JSON object");
            return;
        }
        String digest = FakeStore.digest(content).toString();
        if (reference.contains(":") && !reference.equals(digest)) {
            exchange.fail(400, "DIGEST_INVALID", "the content is " + digest);
            return;
        }
        List<String> missing = missing(repository, json);
        if (!missing.isEmpty()) {
            exchange.fail(400, "MANIFEST_BLOB_UNKNOWN", "missing: " + missing);
            return;
        }
        store.putManifest(repository, reference, exchange.header("Content-Type"), content);
        created(exchange, "/v2/" + repository + "/manifests/" + digest, digest);
    }

    /** What a manifest or an index refers to and is not there. */
    private List<String> missing(String repository, JsonNode json) {
        List<String> missing = new ArrayList<>();
        List<JsonNode> blobs = new ArrayList<>();
        if (json.has("config")) {
            blobs.add(json.get("config"));
        }
        json.path("layers").forEach(blobs::add);
        blobs.stream()
                .map(blob -> blob.path("digest").asText())
                .filter(digest -> store.blob(repository, digest).isEmpty())
                .forEach(missing::add);
        for (JsonNode child : json.path("manifests")) {
            if (store.manifest(repository, child.path("digest").asText()).isEmpty()) {
                missing.add(child.path("digest").asText());
            }
        }
        return missing;
    }

    private void tags(FakeExchange exchange, String repository, String unused) throws IOException {
        SortedSet<String> tags = store.tags().getOrDefault(repository, new TreeSet<>());
        if (tags.isEmpty()) {
            exchange.fail(404, "NAME_UNKNOWN", "repository name not known to registry");
            return;
        }
        String list = tags.stream().map(tag -> "\"" + tag + "\"").collect(Collectors.joining(","));
        String json = "{\"name\":\"" + repository + "\",\"tags\":[" + list + "]}";
        exchange.set("Content-Type", "application/json").answer(200, json.getBytes(StandardCharsets.UTF_8));
    }
}
