package io.jenkins.plugins.imagefarm.engine.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A repository on a server, made with Git itself. */
public final class TestRepository {
    /** As every commit is dated, in seconds. */
    public static final long TIME = 1_700_000_000;

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_NOSYSTEM",
            "1",
            "GIT_CONFIG_GLOBAL",
            "/dev/null",
            "GIT_AUTHOR_NAME",
            "A",
            "GIT_AUTHOR_EMAIL",
            "a@example.com",
            "GIT_AUTHOR_DATE",
            TIME + " +0000",
            "GIT_COMMITTER_NAME",
            "C",
            "GIT_COMMITTER_EMAIL",
            "c@example.com",
            "GIT_COMMITTER_DATE",
            TIME + " +0000");

    private final Path bare;
    private final Path work;

    private TestRepository(Path bare, Path work) {
        this.bare = bare;
        this.work = work;
    }

    /** @param root of a server; the repository's path there is {@code /name} */
    public static TestRepository in(Path root, String name) throws IOException, InterruptedException {
        Path bare = root.resolve(name);
        Files.createDirectories(bare.getParent());
        git(root, "init", "-q", "--bare", "-b", "main", bare.toString());
        Files.createFile(bare.resolve("git-daemon-export-ok"));
        Path work = Files.createTempDirectory(root, "work");
        git(work, "init", "-q", "-b", "main");
        return new TestRepository(bare, work);
    }

    static boolean hasGit() {
        try {
            return new ProcessBuilder("git", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path work() {
        return work;
    }

    public TestRepository file(String path, String text) throws IOException {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    TestRepository program(String path) throws IOException {
        file(path, "#!/bin/sh\n");
        Files.setPosixFilePermissions(work.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    TestRepository link(String path, String target) throws IOException {
        Files.createSymbolicLink(work.resolve(path), Path.of(target));
        return this;
    }

    /** Another repository's commit, under a path; what is said of it in {@code .gitmodules} is the caller's. */
    TestRepository submodule(String path, String commit) throws IOException, InterruptedException {
        Files.createDirectories(work.resolve(path));
        git(work, "update-index", "--add", "--cacheinfo", "160000," + commit + "," + path);
        return this;
    }

    /** Commits all files, and brings the current branch to the server. */
    public String commit() throws IOException, InterruptedException {
        git(work, "add", "-A", "--", ".");
        return push();
    }

    /** The same in other words than usual. */
    public String commit(String message, String author) throws IOException, InterruptedException {
        git("add", "-A", "--", ".");
        git("commit", "-q", "-m", message, "--author", author);
        git("push", "-q", "-f", bare.toString(), "HEAD");
        return git("rev-parse", "HEAD");
    }

    /** Commits what is in the index. */
    String commitIndex() throws IOException, InterruptedException {
        return push();
    }

    private String push() throws IOException, InterruptedException {
        git(work, "commit", "-q", "--allow-empty", "-m", "a commit");
        git(work, "push", "-q", "-f", bare.toString(), "HEAD");
        return git(work, "rev-parse", "HEAD");
    }

    /** In the work tree. */
    public String git(String... arguments) throws IOException, InterruptedException {
        return git(work, arguments);
    }

    String onServer(String... arguments) throws IOException, InterruptedException {
        return git(bare, arguments);
    }

    void pushTo(String refspec) throws IOException, InterruptedException {
        git(work, "push", "-q", "-f", bare.toString(), refspec);
    }

    private static String git(Path folder, String... arguments) throws IOException, InterruptedException {
        assumeTrue(hasGit(), "git is not installed");
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(ENVIRONMENT);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + ": " + said);
        return said.strip();
    }
}
