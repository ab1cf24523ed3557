package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.S2iLabel;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.git.GitHttpServer;
import io.jenkins.plugins.imagefarm.engine.git.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands around builder and application images: {@code usage}, {@code create}, {@code generate} and {@code rebuild}. */
class S2iToolsTest {
    private static final String BUILDER = Engines.buildkitd().uri();

    @TempDir
    private Path source;

    @TempDir
    private Path out;

    private static String succeed(String... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertEquals(0, run.exitCode(), run.output());
        return run.output();
    }

    /** From a Dockerfile, and pushes it. */
    private static void build(String tag, String... more) {
        List<String> arguments = new ArrayList<>(List.of("build", "--builder", BUILDER, "--push", "-t", tag));
        arguments.addAll(List.of(more));
        succeed(arguments.toArray(new String[0]));
    }

    private static void fail(String line, String... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertEquals(1, run.exitCode(), run.output());
        assertTrue(run.output().startsWith("ERROR: " + line), run.output());
        assertEquals(1, run.output().lines().count(), run.output());
    }

    @Test
    void usageIsWhatTheScriptOfTheImagePrints() throws Exception {
        String image = BuilderImage.s2i()
                .script("usage", "#!/bin/sh\necho \"It is used so: $HOW\"\necho as user $(id -u) >&2\n")
                .push();
        for (Builder builder : List.of(Engines.buildkitd(), Engines.podman5Socket())) {
            for (int i = 0; i < 2; i++) { // what is in a cache prints nothing
                String printed = succeed("s2i", "usage", "--builder", builder.uri(), "-e", "HOW=a \"b\"", image);
                // Daemons read the two streams by themselves: their order is nobody's.
                assertEquals(
                        List.of("It is used so: a \"b\"", "as user 1001"),
                        printed.lines().sorted().toList());
            }
        }
    }

    @Test
    void anImageWithoutUsageSaysSo() throws Exception {
        String image = BuilderImage.s2i().push();
        fail(
                image + " has no /usr/libexec/s2i/usage, or not the program that its first line names.",
                "s2i",
                "usage",
                "--builder",
                BUILDER,
                image);
        String sti = BuilderImage.sti().push();
        fail(sti + " has no label io.openshift.s2i.scripts-url", "s2i", "usage", "--builder", BUILDER, sti);
        String none = Engines.plainRegistry() + "/s2i/none:1";
        fail("There is no image " + none + " in its registry.", "s2i", "usage", none);
    }

    @Test
    void aNewBuilderImageBuildsAnApplicationThatAnswers() throws Exception {
        String name = Engines.plainRegistry() + "/s2i/" + UUID.randomUUID() + ":1";
        Path folder = out.resolve("new");
        succeed("s2i", "create", name, folder.toString());
        build(name, "--build-arg", "BASE_IMAGE=" + Engines.baseImage(), folder.toString());
        succeed("s2i", "validate", "--incremental", name);
        assertTrue(succeed("s2i", "usage", "--builder", BUILDER, name).startsWith(name + " is a builder image"));

        S2iCommand site = new S2iCommand(folder.resolve("test/app"), Engines.buildkitd(), name);
        site.succeed("--clean");
        String console = site.succeed("--incremental");
        assertTrue(console.contains("Using what the build before has saved"), console);
        assertFalse(console.contains("Clean build"), console);
        Path files = BuilderImage.files(
                site.tag(),
                "(/usr/libexec/s2i/run & until wget -qO /tmp/answer http://127.0.0.1:8080/; do sleep 0.1; done; kill $!)");
        assertEquals("<h1>It works</h1>\n", Files.readString(files.resolve("tmp/answer")));
        fail("The folder '" + folder + "' is not empty.", "s2i", "create", name, folder.toString());
        fail(
                "'A b' is not an image name",
                "s2i",
                "create",
                "A b",
                out.resolve("other").toString());
        assertFalse(Files.exists(out.resolve("other")));
    }

    @Test
    void aGeneratedDockerfileBuildsAnySource() throws Exception {
        S2iCommand site =
                new S2iCommand(source, Engines.buildkitd(), BuilderImage.s2i().push()).file("index.txt", "hello\n");
        Path dockerfile = out.resolve("Dockerfile");
        String[] generate = {"s2i", "generate", "-e", "TITLE=t", "-n", "News", site.image(), dockerfile.toString()};
        assertEquals("", succeed(generate));
        build(site.tag(), "-f", dockerfile.toString(), source.toString());
        assertTrue(site.output().startsWith("<p>t: hello</p>"), site.output());
        assertEquals(
                "News", site.config().path("Labels").path("io.k8s.display-name").asText());
        assertTrue(succeed("s2i", "generate", site.image()).startsWith("# Made by Image Farm from the builder image"));
        fail("'" + dockerfile + "' cannot be written: ", generate);
        fail(
                "The build could not be performed (FetchScriptsFailed): ",
                "s2i",
                "generate",
                "-s",
                "nowhere",
                site.image());
    }

    @Test
    void anImageIsBuiltAgainOfWhatItsLabelsName() throws Exception {
        TestRepository repository = TestRepository.in(source, "org/app.git").file("site/index.txt", "first\n");
        String first = repository.commit();
        S2iCommand site =
                new S2iCommand(source, Engines.buildkitd(), BuilderImage.s2i().push());
        try (GitHttpServer server = GitHttpServer.open(source)) {
            succeed(
                    "s2i",
                    "build",
                    "--push",
                    "--builder",
                    BUILDER,
                    "--ref=main",
                    "--ignore-submodules",
                    "--context-dir=site",
                    "--description=News",
                    server.url("org/app.git"),
                    site.image(),
                    site.tag());
            String second = repository.file("site/index.txt", "second\n").commit();
            succeed("s2i", "rebuild", "--push", "--builder", BUILDER, site.tag());
            JsonNode labels = site.config().path("Labels");
            assertEquals(second, labels.path(S2iLabel.COMMIT_ID.key()).asText());
            assertEquals("site", labels.path(S2iLabel.SOURCE_CONTEXT_DIR.key()).asText());
            assertEquals("News", labels.path("io.k8s.description").asText());
            assertTrue(site.output().startsWith("<p>: second</p>"), site.output());

            String other = Engines.plainRegistry() + "/s2i/app-" + UUID.randomUUID() + ":1";
            succeed("s2i", "rebuild", "--push", "--builder", BUILDER, "--ref", first, site.tag(), other);
            labels = S2iCommand.config(other).path("Labels");
            assertEquals(first, labels.path(S2iLabel.COMMIT_ID.key()).asText());
            assertEquals(other, labels.path("io.k8s.display-name").asText());
        }
    }

    @Test
    void anImageWhoseLabelsDoNotTellEnoughIsNotBuiltAgain() throws Exception {
        String builder = BuilderImage.s2i().push();
        fail("The image " + builder + " has no label io.openshift.s2i.build.image", "s2i", "rebuild", builder);
        String local = BuilderImage.s2i()
                .and("LABEL io.openshift.s2i.build.image=a/b:1 io.openshift.s2i.build.source-location=/home/me/app")
                .push();
        fail("The image " + local + " was not built of a Git repository", "s2i", "rebuild", local);
        String none = Engines.plainRegistry() + "/s2i/none:1";
        fail("There is no image " + none + " in its registry.", "s2i", "rebuild", none);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--assemble-runtime-user=1 | label io.openshift.s2i.assemble-runtime-user",
                "--cert=x | Use --tlscert.",
                "--key=x | Use --tlskey.",
                "--ca=x | Use --tlscacert.",
                "--tls | if --tlscacert or --tlscert is given",
                "--tlsverify | if --tlscacert or --tlscert is given",
                "-U=x | Use --builder.",
                "--url=x | Use --builder.",
                "-d=/x | label io.openshift.s2i.destination",
                "--destination=/x | label io.openshift.s2i.destination",
                "--dockercfg-path=x | --auth-stdin",
                "--image-scripts-url=x | Use --scripts-url.",
                "--loglevel=3 | Use --progress.",
                "--rm | stays in its registry",
                "--run | docker run",
                "--save-temp-dir | --as-dockerfile",
                "--use-config | give it as @FILE"
            })
    void anOptionOfSourceToImageThatIsNotHereSaysWhatIs(String option, String instead) {
        String name = option.replaceFirst("=.*", "");
        CommandLineRun run = CommandLineRun.of("s2i", "build", option, "a", "b", "c");
        assertEquals(2, run.exitCode(), run.output());
        assertTrue(run.output().startsWith("ERROR: There is no option '" + name + "' here. "), run.output());
        assertTrue(run.output().contains(instead), run.output());
        assertEquals(1, run.output().lines().count(), run.output());
    }

    @Test
    void optionsMayComeFromAFile() throws Exception {
        S2iCommand site =
                new S2iCommand(source, Engines.buildkitd(), BuilderImage.s2i().push()).file("index.txt", "hello\n");
        Files.writeString(out.resolve("options"), "--env TITLE=filed\n--copy\n--keep-symlinks\n");
        site.succeed("@" + out.resolve("options"));
        assertTrue(site.output().startsWith("<p>filed: hello</p>"), site.output());
    }

    @Test
    void aFolderHasNoRefAndARepositoryHasOne() {
        String[] folder = {"s2i", "build", "--ref", "main", source.toString(), "a/b:1", "a/c:1"};
        fail("'" + source + "' is a folder, which is built as it is, so there is no --ref of it.", folder);
        String[] two = {"s2i", "build", "-r", "main", "https://example.com/a.git#other", "a/b:1", "a/c:1"};
        fail("The source is to be at 'other', by what follows # in its URL, and at 'main'.", two);
        String[] both = {
            "s2i", "build", "--ignore-submodules", "--git-submodules", "https://example.com/a.git", "a/b:1", "a/c:1"
        };
        fail("--git-submodules and --ignore-submodules want the opposite of each other.", both);
    }

    @Test
    void aFolderMayBeAUrl() throws Exception {
        S2iCommand site =
                new S2iCommand(source, Engines.buildkitd(), BuilderImage.s2i().push()).file("index.txt", "hello\n");
        succeed("s2i", "build", "--builder", BUILDER, "--push", "file://" + source, site.image(), site.tag());
        assertTrue(site.output().startsWith("<p>: hello</p>"), site.output());
    }
}
