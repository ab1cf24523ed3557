package io.jenkins.plugins.imagefarm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.git.GitHttpServer;
import io.jenkins.plugins.imagefarm.engine.git.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wherever the files come from, the engine's image is that of {@code docker buildx build}: what was built of the one's files is in
 * the cache for the other's. {@code COPY .} cannot have the same key: BuildKit counts the mode of a root folder that it made itself, and
 * is told none of one that it is sent. So a folder is copied.
 */
class SourceDifferentialTest {
    private static final String IMAGE = "org.opencontainers.image.";

    private final String dockerfile = "FROM " + Engines.baseImage()
            + "\nCOPY src /files/\nRUN date +%N > /now\nENV RUN=" + UUID.randomUUID() + "\n";

    @TempDir
    private Path root;

    private TestRepository repository;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = TestRepository.in(root, "org/app.git")
                .file("Dockerfile", dockerfile)
                .file("app/Dockerfile", dockerfile)
                .file("src/x", "x")
                .file("app/src/x", "x");
    }

    /**
     * The daemon fetches for buildx, the engine for itself. Only the engine labels the image with its commit, so buildx is told to; without
     * that the configs cannot be equal. {@code githubRepo: 'org/app'} of the Pipeline steps is such a URL.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "none",
            value = {
                "Git: a repository as githubRepo names it, none",
                "Git: a branch, #main",
                "Git: a folder of a branch, #main:app",
                "Git: a folder of a commit, #$COMMIT:app"
            })
    void git(String feature, String fragment) throws Exception {
        String commit = repository.commit();
        try (GitHttpServer server = GitHttpServer.open(root)) {
            String url = server.url("org/app.git");
            String context = url + (fragment == null ? "" : fragment.replace("$COMMIT", commit));
            MadeImage peer = MadeImage.byBuildx(List.of(
                    "--label=" + IMAGE + "source=" + url,
                    "--label=" + IMAGE + "revision=" + commit,
                    "--label=" + IMAGE + "created=2023-11-14T22:13:20Z",
                    context));
            assertEquals(peer.config(), MadeImage.byEngine(List.of(context)).config());
        }
    }

    @Test
    @DisplayName("named context from Git")
    void namedContextFromGit() throws Exception {
        repository.commit();
        Path folder = Files.createDirectory(root.resolve("folder"));
        Files.writeString(
                folder.resolve("Dockerfile"),
                "FROM " + Engines.baseImage() + "\nCOPY --from=more app/src /src\nRUN date +%N > /now\n");
        try (GitHttpServer server = GitHttpServer.open(root)) {
            List<String> arguments =
                    List.of("--build-context", "more=" + server.url("org/app.git") + "#main", folder.toString());
            assertEquals(
                    MadeImage.byBuildx(arguments).config(),
                    MadeImage.byEngine(arguments).config());
        }
    }

    @Test
    @DisplayName("tar context")
    void tarContext() throws Exception {
        Path tar = root.resolve("context.tar");
        List<String> command = new ArrayList<>(List.of("tar", "--owner=0", "--group=0", "-cf", tar.toString()));
        command.addAll(List.of("-C", repository.work().resolve("app").toString(), "."));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        MadeImage peer = MadeImage.byBuildx(List.of("-"), tar.toFile());
        assertEquals(peer.config(), MadeImage.byEngine(List.of(tar.toString())).config());
    }

    /** {@code dockerfileText} of the Pipeline steps. */
    @Test
    @DisplayName("text of a Dockerfile")
    void textOfADockerfile() throws Exception {
        Path text = Files.writeString(root.resolve("text"), dockerfile + "LABEL of=text\n");
        List<String> arguments =
                List.of("-f", "-", repository.work().resolve("app").toString());
        MadeImage own = MadeImage.byEngine(arguments, Files.readString(text));
        assertEquals(MadeImage.byBuildx(arguments, text.toFile()).config(), own.config());
        assertTrue(own.log().contains("RUN date"), own::log);
    }
}
