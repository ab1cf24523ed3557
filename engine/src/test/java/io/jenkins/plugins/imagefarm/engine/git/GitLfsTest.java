package io.jenkins.plugins.imagefarm.engine.git;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.registry.FakeCertificate;
import io.jenkins.plugins.imagefarm.engine.registry.FakeStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a repository has in LFS. */
class GitLfsTest {
    private static final byte[] CONTENT = "a large file\r\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    private static final String OID = FakeStore.digest(CONTENT).hex();
    private static final Login LOGIN = new Login("ci", "t0ken");

    @TempDir
    private Path root;

    @TempDir
    private Path temporary;

    private String pointer;

    @BeforeEach
    void commit() throws Exception {
        pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + OID + "\nsize " + CONTENT.length + "\n";
        TestRepository.in(root, "app.git")
                .file("Dockerfile", "FROM scratch\n")
                .file(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
                .program("run.bin")
                .file("run.bin", pointer)
                .file("deep/again.bin", pointer)
                .file("small.bin", "in the repository itself")
                .file("pointer.txt", pointer)
                .commit();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try (var left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private GitBuild build(GitHttpServer server) {
        GitBuild build = new GitBuild(temporary, server.url("app.git"));
        build.lfs = true;
        build.hosts = server.url("").startsWith("https")
                ? List.of(
                        new Registry(server.host(), false, FakeCertificate.get().pem()))
                : List.of();
        return build;
    }

    @Test
    void areBroughtWhereThereArePointersToThem() throws Exception {
        try (GitHttpServer server = GitHttpServer.open(root)) {
            server.lfs(OID, CONTENT);
            GitBuild build = build(server);
            build.look = folder -> {
                assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("run.bin")));
                assertEquals(
                        "rwxr-xr-x",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("run.bin"))));
                assertEquals(
                        TestRepository.TIME,
                        Files.getLastModifiedTime(folder.resolve("run.bin"))
                                .toInstant()
                                .getEpochSecond());
                assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("deep/again.bin")));
                assertEquals("in the repository itself", Files.readString(folder.resolve("small.bin")));
                assertEquals(pointer, Files.readString(folder.resolve("pointer.txt")), "no filter says that it is one");
            };
            BuildResult result = build.run();
            assertEquals(BuildState.SUCCESS, result.state(), build::console);
            assertTrue(build.console().contains(" has 2 files of LFS\n"), build::console);
        }
    }

    @Test
    void stayPointersUnlessTheyAreAskedFor() throws Exception {
        try (GitHttpServer server = GitHttpServer.open(root)) {
            GitBuild build = build(server);
            build.lfs = false;
            build.look = folder -> assertEquals(pointer, Files.readString(folder.resolve("run.bin")));
            assertEquals(BuildState.SUCCESS, build.run().state(), build::console);
        }
    }

    @Test
    void theLoginGoesToTheRepositorysServerOnly() throws Exception {
        try (GitHttpServer server = GitHttpServer.tls(root, LOGIN);
                GitHttpServer files = GitHttpServer.open(root)) {
            server.lfs(OID, CONTENT);
            server.lfsAt(files.url(""));
            files.lfs(OID, CONTENT);
            GitBuild build = build(server);
            build.keys = new GitKeys(LOGIN, null, null);
            build.look = folder -> assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("run.bin")));
            assertEquals(BuildState.SUCCESS, build.run().state(), build::console);
            assertEquals(List.of(), files.authorizations());
            assertTrue(
                    files.requests().contains("GET /lfs-files/" + OID),
                    files.requests().toString());
        }
    }

    @Test
    void aFileThatWasNotPushedIsTheUsersFault() throws Exception {
        try (GitHttpServer server = GitHttpServer.open(root)) {
            BuildResult result = build(server).run();
            assertEquals(Fault.USER, result.problem().fault());
            assertEquals(
                    server.url("app.git") + " does not have the LFS file 'again.bin': Object does not exist."
                            + " Push it with git lfs push.",
                    result.problem().toString());
        }
    }

    @Test
    void contentThatIsNotThatOfThePointerIsTheServersFault() throws Exception {
        try (GitHttpServer server = GitHttpServer.open(root)) {
            server.lfs(OID, "something else".getBytes(StandardCharsets.UTF_8));
            BuildResult result = build(server).run();
            assertEquals(Fault.SERVICE, result.problem().fault());
            assertEquals(
                    "LFS of " + server.url("app.git") + " gives something else for 'again.bin'",
                    result.problem().cause());
        }
    }

    @Test
    void aFileThatIsNotWhereItIsSaidToBe() throws Exception {
        try (GitHttpServer server = GitHttpServer.open(root);
                GitHttpServer other = GitHttpServer.open(root)) {
            server.lfs(OID, CONTENT);
            server.lfsAt(other.url(""));
            BuildResult result = build(server).run();
            assertEquals(
                    "LFS of " + server.url("app.git") + " does not exist, or this user may not see it",
                    result.problem().cause());
        }
    }
}
