package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.S2iLabel;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.git.GitHttpServer;
import io.jenkins.plugins.imagefarm.engine.git.TestRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code image-farm s2i} beside a plain build. */
class S2iCommandsTest {
    private static final String MESSAGE = "Say \"hé\", it's $HOME \\ `id` – ünïcödé 🚜\n\nand more";

    @TempDir
    private Path source;

    @TempDir
    private Path out;

    private S2iCommand site(BuilderImage image) throws Exception {
        return new S2iCommand(source, Engines.buildkitd(), image.push()).file("index.txt", "hello\n");
    }

    @Test
    void theFolderForADockerfileMayBeInTheSource() throws Exception {
        S2iCommand site =
                new S2iCommand(source, Engines.buildkitd(), BuilderImage.s2i().push()).file("index.txt", "hello\n");
        Path out = source.resolve("out");
        CommandLineRun written =
                CommandLineRun.of("s2i", "build", "--as-dockerfile", out.toString(), source.toString(), site.image());
        assertEquals(0, written.exitCode(), written.output());
        assertTrue(Files.exists(out.resolve("upload/src/index.txt")));
        assertFalse(Files.exists(out.resolve("upload/src/out")), "not a copy of itself");
    }

    @Test
    void aDockerfileThatIsWrittenBuildsTheSameImage() throws Exception {
        S2iCommand site = site(BuilderImage.s2i());
        Files.writeString(out.resolve("token"), "s3cr3t-t0ken-value");
        Path folder = out.resolve("dockerfile");
        CommandLineRun written = CommandLineRun.of(
                "s2i",
                "build",
                "--as-dockerfile",
                folder.toString(),
                "-e",
                "TITLE=t",
                "--inject",
                out.resolve("token") + ":/run/token",
                source.toString(),
                site.image());
        assertEquals(0, written.exitCode(), written.output());
        assertTrue(written.output().endsWith("The Dockerfile is in " + folder + ".\n"), written.output());
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(Files.readString(file).contains("s3cr3t"), file.toString());
            }
        }
        CommandLineRun built = CommandLineRun.of(
                "build",
                "--builder",
                Engines.buildkitd().uri(),
                "--push",
                "-t",
                site.tag(),
                "--secret",
                "id=inject-0,src=" + out.resolve("token"),
                folder.toString());
        assertEquals(0, built.exitCode(), built.output());
        assertTrue(site.output().startsWith("<p>t: hello</p>"), site.output());
    }

    @Test
    void scriptsComeFromAWebServer() throws Exception {
        S2iCommand site =
                site(BuilderImage.s2i().without("assemble").without("run").after(""));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(server, "/scripts/assemble", BuilderImage.ASSEMBLE);
        serve(server, "/scripts/run", BuilderImage.RUN);
        server.start();
        try {
            site.succeed("-s", "http://127.0.0.1:" + server.getAddress().getPort() + "/scripts/", "-e", "TITLE=web");
        } finally {
            server.stop(0);
        }
        assertTrue(site.output().startsWith("<p>web: hello</p>"), site.output());
        assertEquals("[\"/tmp/scripts/run\"]", site.config().path("Cmd").toString());
    }

    private static void serve(HttpServer server, String path, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
    }

    @Test
    void scriptsOfAnImageNeedNoLabel() throws Exception {
        S2iCommand site = site(BuilderImage.s2i().after(""));
        String console = site.succeed("-s", "image:///usr/libexec/s2i/", "-e", "TITLE=t");
        assertTrue(console.contains("script run of the scripts URL (image:///usr/libexec/s2i/)"), console);
        assertTrue(site.output().startsWith("<p>t: hello</p>"), site.output());
    }

    @Test
    void scriptsComeFromAnotherFolderOfTheSource() throws Exception {
        S2iCommand site = site(BuilderImage.s2i());
        site.file("tools/run", "#!/bin/sh\necho of the tools\n").file("app/index.txt", "inner\n");
        site.succeed(
                "--scripts-url", "file://tools", "--context-dir", "app", "--exclude", "none", "--description", "a b");
        assertEquals("of the tools\n", site.output());
        assertEquals(
                "app",
                site.config()
                        .path("Labels")
                        .path("io.openshift.s2i.build.source-context-dir")
                        .asText());
        assertEquals(
                "a b", site.config().path("Labels").path("io.k8s.description").asText());
    }

    @Test
    void anotherUserAssemblesAndIsNotTheImagesUser() throws Exception {
        S2iCommand site = site(BuilderImage.s2i()
                .script("assemble", "#!/bin/sh\nmkdir /app/site && id -u > /app/site/a.html\n")
                .user("7"));
        site.succeed("--assemble-user", "1001", "-u", "1-");
        assertEquals("1001\n", site.output());
        assertEquals("7", site.config().path("User").asText());
    }

    @Test
    void theDestinationOfTheLabelGetsTheSource() throws Exception {
        S2iCommand site = site(BuilderImage.s2i()
                .script("assemble", "#!/bin/sh\nmkdir /app/site && cp /app/up/src/index.txt /app/site/a.html\n")
                .and("LABEL io.openshift.s2i.destination=/app/up/"));
        site.succeed();
        assertEquals("hello\n", site.output());
    }

    @Test
    void aRuntimeImageSaysByItsLabelWhatItGets() throws Exception {
        String runtime = BuilderImage.s2i()
                .script("run", "#!/bin/sh\ncat /app/www/index.html /app/index.txt\n")
                .and("LABEL io.openshift.s2i.assemble-input-files=/app/site/index.html:www;/app/kept/.")
                .push();
        S2iCommand site = site(BuilderImage.s2i()
                .script(
                        "assemble",
                        BuilderImage.ASSEMBLE.replace(
                                "rm -rf /tmp/src/*", "mkdir /app/kept; mv /tmp/src/* /app/kept")));
        site.succeed("--runtime-image", runtime, "--clean");
        assertTrue(site.output().endsWith("hello\n"), site.output());
        assertFalse(S2iCommand.exists(site.tag() + "-build"), "nobody wants what a clean build saves");
    }

    @Test
    void aBuilderImageOfSeveralPlatformsGivesAnApplicationOfEach() throws Exception {
        S2iCommand site = site(BuilderImage.s2i().platforms("linux/amd64", "linux/arm64"));
        site.succeed("--platform", "linux/amd64");
        String first = site.succeed("--platform", "linux/amd64,linux/arm64");
        assertTrue(first.contains("Clean build: ") && first.contains("is not there for linux/arm64"), first);
        site.file("index.txt", "changed\n");
        String console = site.succeed("--platform", "linux/amd64,linux/arm64");
        assertFalse(console.contains("Clean build"), console);
        assertEquals(2, site.manifest().path("manifests").size());
    }

    @Test
    void aFarmBuildsIt() throws Exception {
        S2iCommand site = site(BuilderImage.s2i().platforms("linux/amd64", "linux/arm64"));
        String nodes =
                "name=n1,platform=linux/amd64,uri=" + Engines.podman5Socket().uri();
        String other = "name=n2,platform=linux/arm64,uri=" + Engines.docker().uri();
        site.succeedOnFarm("--node", nodes, "--node", other, "--platform", "linux/amd64,linux/arm64");
        assertEquals(2, site.manifest().path("manifests").size());
        site.file("index.txt", "changed\n");
        String console = site.succeedOnFarm("--node", nodes, "--node", other, "--platform", "linux/amd64,linux/arm64");
        assertFalse(console.contains("Clean build"), console);
    }

    @Test
    void aDryRunOnAFarmPlansOnly() throws Exception {
        S2iCommand site = site(BuilderImage.s2i());
        String console =
                site.succeedOnFarm("--node", "name=n1,uri=" + Engines.docker().uri(), "--dry-run");
        assertTrue(console.contains("n1"), console);
        assertFalse(S2iCommand.exists(site.tag()));
    }

    @Test
    void anImageWithoutShellAndTarIsEnough() throws Exception {
        S2iCommand site = site(BuilderImage.s2i()
                .script("assemble", "#!/bin/busybox sh\nmkdir /app/site && mv /tmp/src/index.txt /app/site/a.html\n")
                .script("run", "#!/bin/busybox cat\nhello, I am the script\n")
                .and("USER 0\nRUN rm /bin/sh /bin/tar\nUSER 1001"));
        site.succeed();
        String console = site.succeed();
        assertTrue(console.contains("Clean build: "), console);
        assertEquals("[\"/usr/libexec/s2i/run\"]", site.config().path("Cmd").toString());
    }

    @Test
    void aCommitOfARepositoryIsNamedInLabels() throws Exception {
        String commit = TestRepository.in(source, "org/app.git")
                .file("web/site/index.txt", "from git\n")
                .file("web/site/.s2i/environment", "TITLE=env of git\n")
                .commit(MESSAGE, "Zoë \"Zed\" O'Neil <zoe@example.com>");
        S2iCommand site =
                new S2iCommand(source, Engines.buildkitd(), BuilderImage.s2i().push());
        try (GitHttpServer server = GitHttpServer.open(source)) {
            CommandLineRun run = CommandLineRun.of(
                    "s2i",
                    "build",
                    "--push",
                    "--builder",
                    Engines.buildkitd().uri(),
                    "--context-dir=site",
                    server.url("org/app.git") + "#main:web",
                    site.image(),
                    site.tag());
            assertEquals(0, run.exitCode(), run.output());
            JsonNode labels = site.config().path("Labels");
            assertLabel(commit, S2iLabel.COMMIT_ID, labels);
            assertLabel("main", S2iLabel.COMMIT_REF, labels);
            assertLabel("Zoë \"Zed\" O'Neil <zoe@example.com>", S2iLabel.COMMIT_AUTHOR, labels);
            assertLabel("Tue Nov 14 22:13:20 2023 +0000", S2iLabel.COMMIT_DATE, labels);
            assertLabel("Say \"hé\", it's $HOME \\ `id` – ünïcödé 🚜", S2iLabel.COMMIT_MESSAGE, labels);
            assertLabel(server.url("org/app.git"), S2iLabel.SOURCE_LOCATION, labels);
            assertLabel("web/site", S2iLabel.SOURCE_CONTEXT_DIR, labels);
            assertLabel(site.image(), S2iLabel.IMAGE, labels);
        }
        assertTrue(site.output().startsWith("<p>env of git: from git</p>"), site.output());
    }

    private static void assertLabel(String value, S2iLabel label, JsonNode labels) {
        assertEquals(value, labels.path(label.key()).asText(), label.toString());
    }

    @Test
    void theCommitOfAFolderThatIsACloneIsNamedInLabels() throws Exception {
        TestRepository repository = TestRepository.in(source, "org/app.git").file("index.txt", "of a clone\n");
        String commit = repository.commit("x".repeat(100), "A <a@example.com>");
        repository.git("checkout", "-q", "--detach");
        repository.git("remote", "add", "origin", "https://me:s3cret@git.example.com/org/app.git");
        S2iCommand site = new S2iCommand(
                repository.work(), Engines.buildkitd(), BuilderImage.s2i().push());
        site.succeed("--description", "two\nlines, \"both\"");
        JsonNode labels = site.config().path("Labels");
        assertLabel(commit, S2iLabel.COMMIT_ID, labels);
        assertLabel("HEAD", S2iLabel.COMMIT_REF, labels);
        assertLabel("x".repeat(78) + "..", S2iLabel.COMMIT_MESSAGE, labels);
        assertLabel("https://git.example.com/org/app.git", S2iLabel.SOURCE_LOCATION, labels);
        assertEquals("two\nlines, \"both\"", labels.path("io.k8s.description").asText());

        repository.git("remote", "set-url", "origin", "/on/this/machine");
        site.succeed("--clean");
        assertFalse(site.config().path("Labels").has(S2iLabel.SOURCE_LOCATION.key()), "a path is of no use elsewhere");
    }

    @Test
    void aCloneThatCannotBeReadFailsNoBuild() throws Exception {
        S2iCommand site = site(BuilderImage.s2i()).file(".git/HEAD", "0".repeat(39) + "1\n");
        String console = site.succeed();
        assertTrue(console.contains("no labels of the commit: " + source + "/.git cannot be read"), console);
        assertFalse(site.config().path("Labels").has(S2iLabel.COMMIT_ID.key()));
        site.file(".git/config", "[");
        String again = site.succeed("--clean");
        assertTrue(again.contains("the configuration in " + source + "/.git is invalid"), again);
    }

    @Test
    void anImageIsValidatedByItsRegistry() throws Exception {
        String image = BuilderImage.s2i().push();
        assertValid(
                0,
                "has the protocol s2i; it needs assemble, run, save-artifacts at image:///usr/libexec/s2i",
                image,
                "--incremental");
        assertValid(1, "'1001' is not allowed", image, "-u", "1-1000");
        assertValid(
                0,
                "with the protocol sti it needs /usr/bin/prepare, /usr/bin/run",
                BuilderImage.sti().push());
        assertValid(
                1,
                "must not have an ENTRYPOINT",
                BuilderImage.sti().and("ENTRYPOINT [\"/bin/sh\"]").push());
        assertValid(0, "as a runtime image needs run at image:///usr/libexec/s2i", image, "--runtime-image", image);
        assertValid(
                0,
                "the protocol s2i",
                BuilderImage.s2i().after("LABEL io.s2i.scripts-url=image:///x").push());
        assertValid(
                0,
                "the protocol s2i",
                BuilderImage.s2i().after("ENV STI_SCRIPTS_URL=image:///x").push());
        assertValid(1, "There is no image", Engines.plainRegistry() + "/s2i/" + UUID.randomUUID());
        assertValid(
                1,
                "is not a path in an image",
                BuilderImage.s2i()
                        .after("LABEL io.openshift.s2i.scripts-url=image://x")
                        .push());
    }

    private static void assertValid(int exitCode, String message, String image, String... options) throws IOException {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "s2i";
        arguments[1] = "validate";
        arguments[2] = image;
        System.arraycopy(options, 0, arguments, 3, options.length);
        CommandLineRun run = CommandLineRun.of(arguments);
        assertEquals(exitCode, run.exitCode(), run.output());
        assertTrue(run.output().contains(message), run.output());
    }
}
