package io.jenkins.plugins.imagefarm.engine.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.registry.FakeCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds from a private repository by the command line, on the real daemons. */
class GitOnDaemonsTest {
    private static final Login LOGIN = new Login("me", "p4ssw0rd-of-git");
    private static final String MANIFESTS =
            "application/vnd.oci.image.index.v1+json,application/vnd.oci.image.manifest.v1+json,"
                    + "application/vnd.docker.distribution.manifest.v2+json,application/vnd.docker.distribution.manifest.list.v2+json";

    private final String image = Engines.plainRegistry() + "/git/" + UUID.randomUUID();

    @TempDir
    private Path root;

    @TempDir
    private Path files;

    private TestRepository repository;
    private String commit;
    private Path password;
    private Path authority;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = TestRepository.in(root, "org/app.git");
        commit = repository
                .file(
                        "app/Dockerfile",
                        "FROM " + Engines.baseImage() + "\nENV RUN=" + UUID.randomUUID()
                                + "\nCOPY . /app/\nRUN test -x /app/run.sh && cat /app/x /app/link\n")
                .file("app/x", "this is x\n")
                .program("app/run.sh")
                .link("app/link", "x")
                .commit();
        password = Files.writeString(files.resolve("password"), LOGIN.password() + "\n");
        authority =
                Files.writeString(files.resolve("ca.pem"), FakeCertificate.get().pem());
    }

    private static Builder builder(String name) {
        return switch (name) {
            case "buildkitd" -> Engines.buildkitd();
            case "docker" -> Engines.docker();
            case "docker20" -> Engines.docker20();
            case "podman4" -> Engines.podman4Socket();
            default -> Engines.podman5Socket();
        };
    }

    private CommandLineRun build(GitHttpServer server, List<String> command, String... more) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(
                "--git-user=" + LOGIN.username(),
                "--git-password-file=" + password,
                "--registry-ca=" + server.host() + "=" + authority,
                "--tag=" + image,
                "--tag-with-commit",
                "--push"));
        arguments.addAll(List.of(more));
        arguments.add(server.url("org/app.git") + "#main:app");
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"buildkitd", "docker", "docker20", "podman4", "podman5"})
    void anImageIsBuiltPushedTaggedAndLabelled(String name) throws Exception {
        Builder builder = builder(name);
        try (GitHttpServer server = GitHttpServer.tls(root, LOGIN)) {
            CommandLineRun run = build(server, List.of("build", "--builder=" + builder.uri()));
            assertEquals(0, run.exitCode(), run::output);
            assertTrue(
                    run.output()
                            .startsWith("#0 source " + server.url("org/app.git") + " at main is " + commit
                                    + "\n#0 building with "),
                    run::output);
            assertTrue(run.output().contains("this is x"), run::output);
            assertFalse(run.output().contains(LOGIN.password()), run::output);
            JsonNode labels = labels(get("manifests/" + commit));
            assertEquals(
                    server.url("org/app.git"),
                    labels.get("org.opencontainers.image.source").asText());
            assertEquals(commit, labels.get("org.opencontainers.image.revision").asText());
            assertEquals(get("manifests/latest"), get("manifests/" + commit));
        }
    }

    @Test
    void theSameFilesOfAnotherCommitComeFromTheCache() throws Exception {
        try (GitHttpServer server = GitHttpServer.tls(root, LOGIN)) {
            List<String> command =
                    List.of("build", "--builder=" + Engines.buildkitd().uri());
            assertEquals(0, build(server, command).exitCode());
            repository.file("elsewhere", "y").commit();
            CommandLineRun again = build(server, command);
            assertTrue(again.output().contains("RUN test -x") && again.output().contains("CACHED"), again::output);
            assertFalse(again.output().contains("this is x"), again::output);
            repository.file("app/x", "this is y\n").commit();
            CommandLineRun changed = build(server, command);
            assertTrue(changed.output().contains("this is y"), changed::output);
        }
    }

    @Test
    void allPlatformsOfAFarmAreOfTheSameCommitWhichIsFetchedOnce() throws Exception {
        try (GitHttpServer server = GitHttpServer.tls(root, LOGIN)) {
            CommandLineRun run = build(
                    server,
                    List.of(
                            "farm",
                            "build",
                            "--node=name=n1,uri=" + Engines.buildkitd().uri(),
                            "--node=name=n2,uri=" + Engines.podman5Socket().uri()),
                    "--platform=linux/amd64,linux/arm64",
                    "--emulation=allow");
            assertEquals(0, run.exitCode(), run::output);
            assertEquals(
                    1,
                    server.requests().stream()
                                    .filter(request -> request.startsWith("POST"))
                                    .count()
                            / 2,
                    () -> server.requests().toString());
            for (JsonNode manifest : get("manifests/" + commit).get("manifests")) {
                assertEquals(
                        commit,
                        labels(get("manifests/" + manifest.get("digest").asText()))
                                .get("org.opencontainers.image.revision")
                                .asText());
            }
        }
    }

    private JsonNode labels(JsonNode manifest) throws IOException, InterruptedException {
        return get("blobs/" + manifest.get("config").get("digest").asText())
                .get("config")
                .get("Labels");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + image.replaceFirst("/", "/v2/") + "/" + path);
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(uri)
                                        .header("Accept", MANIFESTS)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
