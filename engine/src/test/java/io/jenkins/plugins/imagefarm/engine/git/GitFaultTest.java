package io.jenkins.plugins.imagefarm.engine.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong with a source: one line says what, whose fault it is decides whether it is tried again, and nothing is left. */
class GitFaultTest {
    private static final String NO_COMMIT = "0123456789012345678901234567890123456789";

    @TempDir
    private Path root;

    @TempDir
    private Path temporary;

    private TestRepository repository;
    private GitHttpServer server;
    private String commit;

    @BeforeEach
    void serve() throws Exception {
        repository = TestRepository.in(root, "app.git");
        commit = repository
                .file("Dockerfile", "FROM scratch\n")
                .file("app/x", "x")
                .commit();
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
        return new GitBuild(temporary, server.url("app.git"));
    }

    private static void assertUser(GitBuild build, String cause, String advice) throws InterruptedException {
        assertFails(build, Fault.USER, cause, advice);
    }

    private static void assertService(GitBuild build, String cause) throws InterruptedException {
        assertFails(build, Fault.SERVICE, cause, "");
    }

    private static void assertFails(GitBuild build, Fault fault, String cause, String advice)
            throws InterruptedException {
        BuildResult result = build.run();
        assertEquals(BuildState.FAILURE, result.state(), build::console);
        Problem problem = result.problem();
        assertEquals(cause, problem.cause(), build::console);
        assertTrue(problem.advice().contains(advice), problem::advice);
        assertEquals(fault, problem.fault());
        assertTrue(build.console().endsWith("ERROR: " + problem + "\n"), build::console);
        assertFalse(build.console().contains("Exception"), build::console);
        assertNull(build.given, "no builder is asked");
    }

    @ParameterizedTest
    @CsvSource({
        "mian, Did you mean 'main'?",
        "origin/main, Did you mean 'main'?",
        "refs/heads/mian, Did you mean 'main'?",
        "0123456789, A commit needs all of its 40 digits.",
        "nothing-like-that, 'It has 1.0, main.'"
    })
    void aRefThatIsUnknown(String ref, String advice) throws Exception {
        repository.pushTo("HEAD:refs/tags/1.0");
        GitBuild build = build();
        build.ref = ref;
        String kind = ref.startsWith("refs/") ? "ref" : "branch or tag";
        assertUser(build, "There is no " + kind + " '" + ref + "' in " + build.url, advice);
    }

    @Test
    void aCommitThatWasNeverThere() throws Exception {
        GitBuild build = build();
        build.ref = NO_COMMIT;
        assertUser(
                build,
                "There is no commit " + NO_COMMIT + " in " + build.url,
                "be gone since the branch was overwritten");
        assertTrue(build.console().contains("all branches and tags are fetched to look for it"), build::console);
    }

    @Test
    void aCommitThatIsGoneSinceTheBranchWasOverwritten() throws Exception {
        repository.file("Dockerfile", "FROM scratch\nENV A=1\n");
        repository.git("commit", "-q", "-a", "--amend", "-m", "another");
        repository.pushTo("HEAD:refs/heads/main");
        repository.onServer("reflog", "expire", "--expire=now", "--all");
        repository.onServer("gc", "-q", "--prune=now");
        GitBuild build = build();
        build.ref = commit;
        assertUser(build, "There is no commit " + commit + " in " + build.url, "");
    }

    @Test
    void anEmptyRepository() throws Exception {
        TestRepository.in(root, "empty.git");
        GitBuild build = new GitBuild(temporary, server.url("empty.git"));
        assertUser(build, "The repository " + build.url + " has no commit yet", "");
    }

    @Test
    void aTagOfSomethingThatIsNoCommit() throws Exception {
        repository.pushTo(repository.git("rev-parse", "HEAD:Dockerfile") + ":refs/tags/file");
        GitBuild build = build();
        build.ref = "file";
        assertUser(build, "'file' of " + build.url + " is not a commit", "");
    }

    @Test
    void aRepositoryThatDoesNotExist() throws Exception {
        GitBuild build = new GitBuild(temporary, server.url("nothing.git"));
        assertUser(
                build,
                build.url + " does not exist, or this user may not see it",
                "Check the URL; a private repository needs credentials.");
    }

    @Test
    void aRepositoryThatDoesNotExistOnAGitDaemon() throws Exception {
        try (GitDaemon daemon = new GitDaemon(root)) {
            GitBuild build = new GitBuild(temporary, daemon.url("nothing.git"));
            assertUser(
                    build, "The server of " + build.url + " says: no such repository: /nothing.git", "Check the URL");
        }
    }

    @Test
    void aPrivateRepositoryWithoutCredentials() throws Exception {
        try (GitHttpServer locked = GitHttpServer.withLogin(root, new Login("me", "right-one"))) {
            GitBuild build = new GitBuild(temporary, locked.url("app.git"));
            build.retries = 3;
            assertUser(
                    build,
                    build.url + " wants a login: it is private, or does not exist",
                    "Check the URL, and give credentials.");
        }
    }

    @Test
    void aWrongPasswordWhichIsTriedOnce() throws Exception {
        try (GitHttpServer locked = GitHttpServer.withLogin(root, new Login("me", "right-one"))) {
            GitBuild build = new GitBuild(temporary, locked.url("app.git")).login("me", "wrong-one");
            build.retries = 3;
            assertUser(
                    build,
                    build.url + " does not accept the user name and the password or token",
                    "Check the credentials, and that they have not expired.");
            assertEquals(1, locked.authorizations().size());
        }
    }

    @Test
    void aLoginThatMayNotRead() throws Exception {
        server.answer(403, 1);
        GitBuild build = build();
        assertUser(build, build.url + " may not be read by this user", "");
    }

    @Test
    void aServerThatIsOutOfOrderIsTriedAgain() throws Exception {
        server.answer(503, 1);
        GitBuild build = build();
        build.retries = 1;
        assertEquals(BuildState.SUCCESS, build.run().state(), build::console);
        assertTrue(
                build.console().contains("Try 1 of 2 failed: " + build.url + " answers with status 503."),
                build::console);
    }

    @Test
    void aServerThatIsOutOfOrder() throws Exception {
        server.answer(500, 9);
        GitBuild build = build();
        assertService(build, build.url + " answers with status 500");
    }

    @Test
    void aServerThatIsNoGitServer() throws Exception {
        server.showPage();
        GitBuild build = build();
        assertFailsWith(build, build.url + " does not answer as a Git server");
    }

    @Test
    void aConnectionThatIsRefused() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        for (String url : List.of("http://127.0.0.1:" + port + "/app.git", "git://127.0.0.1:" + port + "/app.git")) {
            assertService(new GitBuild(temporary, url), url + " refuses the connection");
        }
    }

    @Test
    void aHostThatIsUnknown() throws Exception {
        for (String url : List.of("https://host.invalid/app.git", "git://host.invalid/app.git")) {
            assertService(new GitBuild(temporary, url), url + " has an unknown host name");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/info/refs", "/git-upload-pack"})
    void aServerThatHangs(String where) throws Exception {
        server.hangAt(where);
        GitBuild build = build().impatient();
        assertService(build, build.url + " does not answer within 0.3 s");
    }

    @Test
    void aGitDaemonThatHangs() throws Exception {
        try (GitDaemon daemon = new GitDaemon(root)) {
            daemon.beSilent();
            GitBuild build = new GitBuild(temporary, daemon.url("app.git")).impatient();
            assertService(build, build.url + " does not answer within 0.3 s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/info/refs", "/git-upload-pack"})
    void aBuildIsCancelledWhileItsServerHangs(String where) throws Exception {
        server.hangAt(where);
        GitBuild build = build();
        assertCancelled(build, () -> server.requests().stream().anyMatch(request -> request.endsWith(where)));
    }

    @Test
    void aBuildIsCancelledWhileItsGitDaemonHangs() throws Exception {
        try (GitDaemon daemon = new GitDaemon(root)) {
            daemon.beSilent();
            assertCancelled(new GitBuild(temporary, daemon.url("app.git")), () -> daemon.open() > 0);
        }
    }

    private static void assertCancelled(GitBuild build, java.util.concurrent.Callable<Boolean> hangs) throws Exception {
        CompletableFuture<BuildResult> running = CompletableFuture.supplyAsync(() -> {
            try {
                return build.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Eventually.holds("the server is asked", hangs);
        long start = System.nanoTime();
        build.cancellation.cancel();
        assertEquals(BuildState.CANCELLED, running.get().state(), build::console);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took::toString);
        assertTrue(build.console().endsWith("The build was cancelled.\n"), build::console);
    }

    @Test
    void aCertificateThatNobodyTrusts() throws Exception {
        try (GitHttpServer tls = GitHttpServer.tls(root, null)) {
            GitBuild build = new GitBuild(temporary, tls.url("app.git"));
            assertUser(build, build.url + " has a certificate that is not trusted", "registry with the same host");
        }
    }

    @Test
    void aContextThatIsNotInTheRepository() throws Exception {
        GitBuild build = build();
        build.context = "apps";
        assertUser(build, "There is no folder 'apps' in " + build.url + " at " + commit, "from the repository's root");
    }

    @Test
    void aDockerfileThatIsNotInTheRepository() throws Exception {
        GitBuild build = build();
        build.context = "app";
        assertUser(
                build,
                "There is no Dockerfile 'Dockerfile' in 'app' in " + build.url + " at " + commit,
                "Give its path, or its text.");
    }

    @ParameterizedTest
    @CsvSource({"out,", "., out/hostname", ".,leads-out", "., ../../../../../../../etc/hostname"})
    void linksAndPathsThatLeadOutOfTheRepository(String context, String dockerfile) throws Exception {
        String now = repository
                .link("out", "/etc")
                .link("leads-out", "/etc/hostname")
                .commit();
        GitBuild build = build();
        build.context = context;
        build.dockerfile = dockerfile;
        assertUser(
                build,
                context.equals("out")
                        ? "There is no folder 'out' in " + build.url + " at " + now
                        : "There is no Dockerfile '" + dockerfile + "' in " + build.url + " at " + now,
                "");
    }

    @Test
    void anIgnoreFileThatLeadsOutOfTheRepository() throws Exception {
        String now = repository.link("app/.dockerignore", "/etc/hostname").commit();
        GitBuild build = build();
        build.context = "app";
        build.dockerfile = "../Dockerfile";
        assertUser(build, "'app/.dockerignore' leads out of " + build.url + " at " + now, "the file itself");
    }

    @Test
    void aSubmoduleWhoseCommitIsGone() throws Exception {
        TestRepository.in(root, "lib.git").file("x", "x").commit();
        repository
                .file(".gitmodules", "[submodule \"l\"]\n path = lib\n url = ../lib.git\n")
                .git("add", "-A");
        repository.submodule("lib", NO_COMMIT).commitIndex();
        GitBuild build = build();
        build.submodules = true;
        assertUser(build, "The submodule 'lib': There is no commit " + NO_COMMIT + " in " + server.url("lib.git"), "");
    }

    @Test
    void aSubmoduleThatNobodyTellsTheUrlOf() throws Exception {
        repository.submodule("lib", NO_COMMIT).commitIndex();
        GitBuild build = build();
        build.submodules = true;
        assertUser(build, "The submodule 'lib': .gitmodules of " + build.url + " does not say where it is", "");
    }

    @Test
    void aSubmoduleOnThisMachinesDisk() throws Exception {
        repository
                .file(".gitmodules", "[submodule \"l\"]\n path = lib\n url = file://" + root + "/app.git\n")
                .git("add", "-A");
        repository.submodule("lib", commit).commitIndex();
        GitBuild build = build();
        build.submodules = true;
        assertUser(
                build,
                "The submodule 'lib': 'file://" + root
                        + "/app.git' is not a Git repository's URL: its scheme is not known",
                "");
    }

    @Test
    void credentialsThatDoNotFitTheUrl() throws Exception {
        GitBuild build = new GitBuild(temporary, "http://git.example.com/app.git").login("me", "password");
        assertUser(
                build, "The credentials for " + build.url + " could be read by everybody on the way", "https or ssh");
        build = new GitBuild(temporary, "git@git.example.com:app.git").login("me", "password");
        assertUser(build, build.url + " is reached by SSH, and the credentials for it are no SSH key", "private key");
        build = new GitBuild(temporary, "https://git.example.com/app.git");
        build.keys = new GitKeys(null, "key", null);
        assertUser(build, build.url + " is not reached by SSH, and the credentials for it are an SSH key", "");
    }

    @Test
    void sshServersAndKeys() throws Exception {
        try (GitSshServer ssh = new GitSshServer(root, "open sesame")) {
            GitBuild build = new GitBuild(temporary, ssh.url("app.git"));
            build.keys = new GitKeys(null, ssh.userKey(), null);
            assertUser(
                    build,
                    "The SSH server of " + build.url + " is not verified: its host key is not given",
                    "ssh-keyscan -p ");
            build.knownHosts = ssh.otherKnownHosts();
            assertFailsWith(build, "has another SSH host key than the known one");
            build.knownHosts = ssh.knownHosts();
            build.keys = GitKeys.none();
            assertUser(build, "There is no SSH key for " + build.url, "who may read the repository");
            build.keys = new GitKeys(null, ssh.encryptedUserKey(), null);
            assertUser(build, "The SSH key for " + build.url + " needs a passphrase", "Give the passphrase.");
            build.keys = new GitKeys(null, GitSshServer.strangersKey(), null);
            assertUser(build, build.url + " does not let 'git' in with this SSH key", "Add its public key");
            build = new GitBuild(temporary, ssh.url("nothing.git"));
            build.knownHosts = ssh.knownHosts();
            build.keys = new GitKeys(null, ssh.userKey(), null);
            assertUser(
                    build,
                    "The server of " + build.url + " says: '" + root
                            + "/nothing.git' does not appear to be a git repository",
                    "Check the URL");
        }
    }

    private static void assertFailsWith(GitBuild build, String part) throws InterruptedException {
        BuildResult result = build.run();
        assertTrue(result.problem().cause().contains(part), build::console);
        assertEquals(Fault.USER, result.problem().fault());
    }

    @Test
    void thePasswordIsNotShownEvenIfTheServerSaysIt() throws Exception {
        repository.pushTo("HEAD:refs/heads/p4ssw0rd");
        try (GitHttpServer locked = GitHttpServer.withLogin(root, new Login("me", "p4ssw0rd"))) {
            GitBuild build = new GitBuild(temporary, locked.url("app.git")).login("me", "p4ssw0rd");
            build.ref = "p4sswOrd";
            assertUser(build, "There is no branch or tag 'p4sswOrd' in " + build.url, "Did you mean '****'?");
            assertFalse(build.console().contains("p4ssw0rd"), build::console);
        }
    }
}
