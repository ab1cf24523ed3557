package io.jenkins.plugins.imagefarm.engine.git;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The LFS of a repository, which its server has below the repository's own URL. The login goes there and to no other server: where the
 * files are, the server gives what is needed to read them.
 *
 * @see <a href="https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md">LFS' batch API</a>
 */
final class LfsRemote implements AutoCloseable {
    private static final String JSON = "application/vnd.git-lfs+json";
    private static final String AUTHORIZATION = "Authorization";
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Servers refuse more at once. */
    private static final int AT_ONCE = 100;

    private final GitUrl repository;
    private final GitAccess access;
    private final Cancellation cancellation;
    private final QuietWatch watch;

    LfsRemote(GitUrl repository, GitAccess access, Cancellation cancellation) {
        this.repository = repository;
        this.access = access;
        this.cancellation = cancellation;
        watch = new QuietWatch(access.patience().silence(), cancellation);
    }

    /**
     * Puts the files where there are pointers to them.
     *
     * @throws ProblemException if the server does not give them
     * @throws IOException if they cannot be written
     */
    void bring(Map<Path, LfsPointer> pointers) throws IOException {
        access.check(repository);
        List<LfsPointer> wanted = pointers.values().stream().distinct().toList();
        Map<String, JsonNode> found = new HashMap<>();
        for (int i = 0; i < wanted.size(); i += AT_ONCE) {
            found.putAll(ask(wanted.subList(i, Math.min(wanted.size(), i + AT_ONCE))));
        }
        for (Map.Entry<Path, LfsPointer> each : pointers.entrySet()) {
            bring(each.getKey(), each.getValue(), found.get(each.getValue().oid()));
        }
    }

    /** Where they are, by their oid. */
    private Map<String, JsonNode> ask(List<LfsPointer> wanted) {
        String base = repository.toString();
        URI uri = URI.create(base + (base.endsWith(".git") ? "" : ".git") + "/info/lfs/objects/batch");
        String question = Wire.write(Map.of("operation", "download", "transfers", List.of("basic"), "objects", wanted));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", JSON)
                .header("Content-Type", JSON)
                .POST(HttpRequest.BodyPublishers.ofString(question));
        logIn(request);
        Map<String, JsonNode> found = new HashMap<>();
        answer(request.build())
                .path("objects")
                .forEach(object -> found.put(object.path("oid").asText(), object));
        return found;
    }

    private JsonNode answer(HttpRequest request) {
        try (InputStream body = send(request)) {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    Problem.user(repository + " does not answer as a server of LFS", "Check that it has LFS."), e);
        } catch (IOException e) {
            throw failed(0, e);
        }
    }

    private void bring(Path file, LfsPointer pointer, JsonNode object) throws IOException {
        JsonNode download = object == null ? null : object.path("actions").path("download");
        if (download == null || !download.path("href").isTextual()) {
            String why =
                    object == null ? "" : object.path("error").path("message").asText();
            throw new ProblemException(Problem.user(
                    repository + " does not have the LFS file '" + file.getFileName() + "'"
                            + (why.isEmpty()
                                    ? ""
                                    : ": " + why.lines().findFirst().orElse("")),
                    "Push it with git lfs push."));
        }
        FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        try (InputStream body = send(request(download))) {
            write(body, file, pointer);
        }
        Files.setLastModifiedTime(file, time);
    }

    private HttpRequest request(JsonNode download) {
        URI uri = uri(download.path("href").asText());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        download.path("header")
                .fields()
                .forEachRemaining(
                        field -> headers.put(field.getKey(), field.getValue().asText()));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
        headers.forEach((name, value) -> {
            if (!GitHttp.isOfClient(name)) {
                request.header(name, value);
            }
        });
        if (!headers.containsKey(AUTHORIZATION) && repository.isSameServer(server(uri))) {
            logIn(request);
        }
        return request.build();
    }

    private URI uri(String address) {
        try {
            URI uri = new URI(address);
            if (server(uri).isHttp()) {
                return uri;
            }
        } catch (URISyntaxException | ProblemException e) {
            // It is told below.
        }
        throw new ProblemException(
                Problem.service("LFS of " + repository + " gives an address that is none of the web", ""));
    }

    private void logIn(HttpRequest.Builder request) {
        Login login = access.keys().login();
        if (login != null) {
            String both = login.username() + ":" + login.password();
            request.header(
                    AUTHORIZATION,
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static GitUrl server(URI uri) {
        return GitUrl.valueOf(uri.getScheme() + "://" + uri.getRawAuthority() + "/lfs");
    }

    private InputStream send(HttpRequest request) throws IOException {
        GitHttp http = new GitHttp(server(request.uri()), access, watch);
        int status;
        try {
            HttpResponse<InputStream> response = http.send(request);
            status = response.statusCode();
            if (status == 200) {
                return http.watched(response.body());
            }
            response.body().close();
        } catch (IOException e) {
            throw failed(0, e);
        }
        throw failed(status, new IOException("status " + status));
    }

    private ProblemException failed(int status, IOException e) {
        if (cancellation.isCancelled()) {
            throw new CancelledException();
        }
        return new ProblemException(
                new RemoteFailure("LFS of " + repository, access.keys().login() != null, status, "").problem(e), e);
    }

    private void write(InputStream body, Path file, LfsPointer pointer) throws IOException {
        MessageDigest hash = sha256();
        try (DigestOutputStream out = new DigestOutputStream(
                Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS), hash)) {
            byte[] piece = new byte[64 * 1024];
            for (int n = read(body, piece); n >= 0; n = read(body, piece)) {
                out.write(piece, 0, n);
            }
        }
        if (!HexFormat.of().formatHex(hash.digest()).equals(pointer.oid())) {
            throw new ProblemException(Problem.service(
                    "LFS of " + repository + " gives something else for '" + file.getFileName() + "'", ""));
        }
    }

    private int read(InputStream body, byte[] piece) {
        try {
            return body.read(piece);
        } catch (IOException e) {
            throw failed(0, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows SHA-256", e);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
