package io.jenkins.plugins.imagefarm.engine.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.registry.FakeCertificate;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources on Git's own servers. */
class GitSourceTest {
    @TempDir
    private Path root;

    @TempDir
    private Path temporary;

    private TestRepository repository;
    private GitHttpServer server;
    private String first;
    private String second;

    @BeforeEach
    void serve() throws Exception {
        repository = TestRepository.in(root, "org/app.git");
        first = repository.file("Dockerfile", "FROM scratch\n").file("a", "one").commit();
        repository.git("tag", "-a", "-m", "a tag", "1.0");
        repository.pushTo("1.0");
        second = repository.file("a", "two").commit();
        server = GitHttpServer.open(root);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        server.close();
        try (var left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private GitBuild build() {
        return new GitBuild(temporary, server.url("org/app.git"));
    }

    private static BuildResult success(GitBuild build) throws InterruptedException {
        BuildResult result = build.run();
        assertEquals(BuildState.SUCCESS, result.state(), build::console);
        return result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "main", "refs/heads/main"})
    void aBranchIsItsLastCommit(String ref) throws Exception {
        GitBuild build = build();
        build.ref = ref;
        build.look = folder -> assertEquals("two", Files.readString(folder.resolve("a")));
        assertEquals(second, success(build).commit());
        String shown = ref.isEmpty() ? "HEAD (main)" : ref;
        assertTrue(
                build.console().contains("#0 source " + build.url + " at " + shown + " is " + second + "\n"),
                build::console);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "refs/tags/1.0"})
    void aTagIsTheCommitItNames(String ref) throws Exception {
        GitBuild build = build();
        build.ref = ref;
        build.look = folder -> assertEquals("one", Files.readString(folder.resolve("a")));
        assertEquals(first, success(build).commit());
    }

    @Test
    void theDigitsOfATagAreTheCommitItNames() throws Exception {
        GitBuild build = build();
        build.ref = repository.git("rev-parse", "1.0");
        build.tags = List.of("r.example.com/app:1");
        build.tagWithCommit = true;
        assertEquals(first, success(build).commit());
        assertTrue(build.given.destination().tags().contains(ImageReference.valueOf("r.example.com/app:" + first)));
    }

    @Test
    void aNameOfABranchAndATagIsTheBranchAndThatIsSaid() throws Exception {
        repository.pushTo(first + ":refs/tags/main");
        GitBuild build = build();
        build.ref = "main";
        assertEquals(second, success(build).commit());
        assertTrue(
                build.console()
                        .contains("#0 'main' is a branch and a tag: the branch is taken, refs/tags/main is the tag"),
                build::console);
    }

    @Test
    void aCommitIsFetchedByItself() throws Exception {
        GitBuild build = build();
        build.ref = first;
        assertEquals(first, success(build).commit());
        assertFalse(build.console().contains("all branches"), build::console);
    }

    /** For what is named by its commit nobody is asked; for a name the server says which commit it is, and no more. */
    @ParameterizedTest
    @ValueSource(strings = {"", "main", "1.0", "COMMIT"})
    void whatIsThereAlreadyIsNotFetched(String ref) throws Exception {
        String commit = ref.equals("1.0") ? first : second;
        ImageReference name = ImageReference.valueOf("r.example.com/app:" + commit);
        ImageReference existing = name.withDigest(Digest.valueOf("sha256:" + "d".repeat(64)));
        GitBuild build = build();
        build.ref = ref.replace("COMMIT", second);
        build.tags = List.of("r.example.com/app:1");
        build.tagWithCommit = true;
        build.images = (request, secrets, reporter, stop) -> {
            assertEquals(
                    List.of(ImageReference.valueOf("r.example.com/app:1"), name),
                    request.destination().tags());
            return new Outcome(Map.of(), List.of(), Map.of(), Map.of(), List.of(existing));
        };
        BuildResult result = build.run();
        assertEquals(BuildState.SKIPPED, result.state(), build::console);
        assertEquals(commit, result.commit());
        assertNull(build.given, "no builder is asked");
        List<String> asked = ref.equals("COMMIT")
                ? List.of()
                : List.of("GET /org/app.git/info/refs", "POST /org/app.git/git-upload-pack");
        assertEquals(asked, server.requests());
    }

    @Test
    void aRegistryThatCannotBeAskedIsAskedAgain() throws Exception {
        GitBuild build = build();
        build.retries = 1;
        AtomicInteger asked = new AtomicInteger();
        build.images = (request, secrets, reporter, stop) -> {
            if (asked.incrementAndGet() == 1) {
                throw new ProblemException(Problem.service("The registry is away", ""));
            }
            return new Outcome(Map.of(), List.of());
        };
        success(build);
        assertEquals(2, asked.get());
        assertTrue(build.console().contains("Try 1 of 2 failed: The registry is away."), build::console);
        assertFalse(build.given.destination().skipIfExists(), "it is known that it is not there");
    }

    @Test
    void aCommitThatAnOldServerDoesNotGiveByItselfIsLookedForInAllBranches() throws Exception {
        try (GitSshServer ssh = new GitSshServer(root, "open sesame")) {
            ssh.old();
            GitBuild build = new GitBuild(temporary, ssh.url("org/app.git"));
            build.knownHosts = ssh.knownHosts();
            build.keys = new GitKeys(null, ssh.userKey(), null);
            build.ref = first;
            build.look = folder -> assertEquals("one", Files.readString(folder.resolve("a")));
            assertEquals(first, success(build).commit());
            assertTrue(
                    build.console()
                            .contains("#0 " + build.url + " does not give the commit " + first
                                    + " by itself: all branches and tags are fetched to look for it"),
                    build::console);
        }
    }

    @Test
    void anOldServersBranchIsFound() throws Exception {
        server.old();
        GitBuild build = build();
        build.ref = "main";
        assertEquals(second, success(build).commit());
    }

    @Test
    void anImageMayBeDatedAsItsCommit() throws Exception {
        GitBuild build = build();
        build.sourceDate = SourceDate.of(SourceDate.COMMIT, true);
        success(build);
        assertEquals(
                new SourceDate(TestRepository.TIME, true), build.given.recipe().sourceDate());
        build.sourceDate = SourceDate.of("7", false);
        success(build);
        assertEquals(new SourceDate(7L, false), build.given.recipe().sourceDate());
    }

    @Test
    void theBuilderSeesFilesUnderTheUsersAndTheCommitsNames() throws Exception {
        GitBuild build = build();
        build.tagWithCommit = true;
        build.tags = List.of("r.example.com/a:1", "r.example.com/a:2", "other.example.com/b");
        build.labels = Map.of("org.opencontainers.image.source", "mine", "x", "y");
        BuildResult result = success(build);
        assertEquals(
                Map.of(
                        "org.opencontainers.image.source",
                        "mine",
                        "org.opencontainers.image.revision",
                        second,
                        "org.opencontainers.image.created",
                        Instant.ofEpochSecond(TestRepository.TIME).toString(),
                        "x",
                        "y"),
                build.given.recipe().labels());
        List<ImageReference> names = List.of(
                        "r.example.com/a:1",
                        "r.example.com/a:2",
                        "other.example.com/b:latest",
                        "r.example.com/a:" + second,
                        "other.example.com/b:" + second)
                .stream()
                .map(ImageReference::valueOf)
                .toList();
        assertEquals(names, build.given.destination().tags());
        assertEquals(names, result.tags());
        assertNull(build.given.source().git());
    }

    @Test
    void theSourceIsLabelledUnlessTheUserDid() throws Exception {
        GitBuild build = build();
        success(build);
        assertEquals(build.url, build.given.recipe().labels().get("org.opencontainers.image.source"));
    }

    @Test
    void filesAreWhatTheyAreInGit() throws Exception {
        repository
                .file(".gitattributes", "*.bat text eol=crlf\n*.bin filter=lfs -text\n")
                .file("run.bat", "one\ntwo\n")
                .file("big.bin", "version https://git-lfs.github.com/spec/v1\n")
                .file("wörk/日本", "text")
                .file("sub/empty", "")
                .program("sub/run.sh")
                .link("to-a", "a")
                .link("to-nothing", "/etc/hostname")
                .commit();
        GitBuild build = build();
        Map<String, String> seen = new TreeMap<>();
        build.look = folder -> {
            try (var files = Files.walk(folder)) {
                for (Path file : files.filter(each -> !each.equals(folder)).toList()) {
                    seen.put(DiskName.of(folder.relativize(file)), describe(file));
                }
            }
        };
        success(build);
        assertEquals(
                new TreeMap<>(Map.ofEntries(
                        Map.entry(".gitattributes", "rw-r--r-- *.bat text eol=crlf\n*.bin filter=lfs -text\n"),
                        Map.entry("Dockerfile", "rw-r--r-- FROM scratch\n"),
                        Map.entry("a", "rw-r--r-- two"),
                        Map.entry("big.bin", "rw-r--r-- version https://git-lfs.github.com/spec/v1\n"),
                        Map.entry("run.bat", "rw-r--r-- one\r\ntwo\r\n"),
                        Map.entry("sub", "rwxr-xr-x"),
                        Map.entry("sub/empty", "rw-r--r-- "),
                        Map.entry("sub/run.sh", "rwxr-xr-x #!/bin/sh\n"),
                        Map.entry("to-a", "-> a"),
                        Map.entry("to-nothing", "-> /etc/hostname"),
                        Map.entry("wörk", "rwxr-xr-x"),
                        Map.entry("wörk/日本", "rw-r--r-- text"))),
                seen);
    }

    private static String describe(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "-> " + Files.readSymbolicLink(file);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        return Files.isDirectory(file) ? mode : mode + " " + Files.readString(file);
    }

    /** BuildKit takes a file of the same time and size for the one it has. */
    @Test
    void aFilesTimeChangesWithItsContentOnlyAndIsInTheSecondOfTheCommit() throws Exception {
        Map<String, FileTime> times = new TreeMap<>();
        for (String ref : List.of("main", first, second)) {
            GitBuild build = build();
            build.ref = ref;
            build.look = folder -> {
                for (String name : List.of("a", "Dockerfile", ".")) {
                    times.put(
                            ref + " " + name,
                            Files.getLastModifiedTime(folder.resolve(name), LinkOption.NOFOLLOW_LINKS));
                }
            };
            success(build);
        }
        times.values()
                .forEach(time ->
                        assertEquals(TestRepository.TIME, time.toInstant().getEpochSecond()));
        assertEquals(times.get("main a"), times.get(second + " a"));
        assertNotEquals(times.get(first + " a"), times.get(second + " a"));
        assertEquals(times.get(first + " Dockerfile"), times.get(second + " Dockerfile"));
        assertEquals(times.get(first + " ."), times.get(second + " ."));
    }

    @Test
    void theContextIsAFolderOfTheRepositoryAndTheDockerfileMayBeInAnother() throws Exception {
        repository
                .file("app/x", "x")
                .file("docker/App.Dockerfile", "FROM scratch\n")
                .commit();
        GitBuild build = build();
        build.context = "./app/";
        build.dockerfile = "../docker/App.Dockerfile";
        build.look = folder -> {
            assertEquals("x", Files.readString(folder.resolve("x")));
            assertEquals(
                    "FROM scratch\n",
                    Files.readString(folder.resolve(build.given.source().dockerfile())));
        };
        success(build);
    }

    @Test
    void aDockerfilesTextNeedsNoFile() throws Exception {
        GitBuild build = build();
        build.dockerfileText = "FROM scratch\nCOPY a /\n";
        success(build);
        assertEquals(build.dockerfileText, build.given.source().dockerfileText());
    }

    @Test
    void submodulesAreFetchedIfThatIsWanted() throws Exception {
        TestRepository inner = TestRepository.in(root, "org/inner.git");
        String innerCommit = inner.file("inner", "inner").commit();
        TestRepository library = TestRepository.in(root, "org/library.git");
        library.file("library", "library")
                .file(".gitmodules", "[submodule \"i\"]\n path = deep/inner\n url = ../inner.git\n")
                .git("add", "-A");
        String libraryCommit = library.submodule("deep/inner", innerCommit).commitIndex();
        repository
                .file(".gitmodules", "[submodule \"l\"]\n path = lib\n url = " + server.url("org/library.git") + "\n")
                .git("add", "-A");
        repository.submodule("lib", libraryCommit).commitIndex();
        GitBuild build = build();
        build.look = folder -> assertEquals(0, folder.resolve("lib").toFile().list().length);
        success(build);
        build.submodules = true;
        build.look = folder -> {
            assertEquals("library", Files.readString(folder.resolve("lib/library")));
            assertEquals("inner", Files.readString(folder.resolve("lib/deep/inner/inner")));
            try (var files = Files.walk(folder)) {
                assertTrue(files.noneMatch(file -> file.endsWith(".git")), "no repository is in the context");
            }
        };
        success(build);
        assertTrue(
                build.console()
                        .contains("#0 submodule lib from " + server.url("org/library.git") + " is " + libraryCommit),
                build::console);
    }

    @Test
    void aSubmoduleOfAnotherServerIsNotGivenTheLogin() throws Exception {
        Login login = new Login("me", "p4ssw0rd");
        TestRepository library = TestRepository.in(root, "org/library.git");
        String libraryCommit = library.file("library", "library").commit();
        try (GitHttpServer own = GitHttpServer.withLogin(root, login);
                GitHttpServer other = GitHttpServer.withLogin(root, login)) {
            repository
                    .file(
                            ".gitmodules",
                            "[submodule \"l\"]\n path = lib\n url = " + other.url("org/library.git") + "\n")
                    .git("add", "-A");
            repository.submodule("lib", libraryCommit).commitIndex();
            GitBuild build = new GitBuild(temporary, own.url("org/app.git")).login("me", "p4ssw0rd");
            build.submodules = true;
            BuildResult result = build.run();
            assertTrue(
                    result.problem()
                            .cause()
                            .startsWith("The submodule 'lib': " + other.url("org/library.git") + " wants a login"),
                    build::console);
            assertEquals(List.of(), other.authorizations());
        }
    }

    @Test
    void aPrivateRepositoryIsReadWithALoginOverTlsWithItsOwnAuthority() throws Exception {
        try (GitHttpServer tls = GitHttpServer.tls(root, new Login("me", "p4ssw0rd"))) {
            GitBuild build = new GitBuild(temporary, tls.url("org/app.git")).login("me", "p4ssw0rd");
            build.hosts = List.of(
                    new Registry(tls.host(), false, FakeCertificate.get().pem()));
            assertEquals(second, success(build).commit());
            assertEquals(GitKeys.none(), build.givenSecrets.git());
        }
    }

    @Test
    void aLoginIsNotTakenToAnotherServerByARedirect() throws Exception {
        Login login = new Login("me", "p4ssw0rd");
        try (GitHttpServer other = GitHttpServer.withLogin(root, login)) {
            server.redirectTo("http://" + other.host());
            GitBuild build = build().login("me", "p4ssw0rd");
            assertEquals(BuildState.FAILURE, build.run().state());
            assertEquals(List.of(), other.authorizations());
        }
    }

    @Test
    void aRedirectToWhereEverybodyMayReadIsFollowed() throws Exception {
        try (GitHttpServer other = GitHttpServer.open(root)) {
            server.redirectTo("http://" + other.host());
            assertEquals(second, success(build()).commit());
        }
    }

    @Test
    void aGitDaemonIsSpokenTo() throws Exception {
        try (GitDaemon daemon = new GitDaemon(root)) {
            GitBuild build = new GitBuild(temporary, daemon.url("org/app.git"));
            assertEquals(second, success(build).commit());
            build.ref = first;
            assertEquals(first, success(build).commit());
        }
    }

    @Test
    void anSshServerIsSpokenToWithAKeyBehindAPassphrase() throws Exception {
        try (GitSshServer ssh = new GitSshServer(root, "open sesame")) {
            GitBuild build = new GitBuild(temporary, ssh.url("org/app.git"));
            build.knownHosts = ssh.knownHosts();
            build.keys = new GitKeys(null, ssh.encryptedUserKey(), "open sesame");
            assertEquals(second, success(build).commit());
            build.ref = first;
            assertEquals(first, success(build).commit());
            assertEquals(
                    "git-upload-pack '" + root + "/org/app.git'", ssh.commands().get(0));
        }
    }

    /** A large repository has packs, deltas and files beyond any buffer. */
    @Test
    void aLargeFileComesWhole() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 18);
        repository.file("large", large).commit();
        repository.file("large", large + "!").commit();
        repository.onServer("gc", "-q");
        GitBuild build = build();
        build.look =
                folder -> assertEquals(large + "!", Files.readString(folder.resolve("large"), StandardCharsets.UTF_8));
        success(build);
    }

    @Test
    void nobodysConfigurationCounts() throws Exception {
        Path home = Files.createDirectory(root.resolve("home"));
        Files.writeString(
                home.resolve(".gitconfig"),
                "[url \"http://127.0.0.1:1/\"]\n insteadOf = http://127.0.0.1\n[core]\n autocrlf = true\n");
        String before = System.getProperty("user.home");
        System.setProperty("user.home", home.toString());
        try {
            repository.file("lines", "one\ntwo\n").commit();
            GitBuild build = build();
            build.look = folder -> assertEquals("one\ntwo\n", Files.readString(folder.resolve("lines")));
            success(build);
        } finally {
            System.setProperty("user.home", before);
        }
    }
}
