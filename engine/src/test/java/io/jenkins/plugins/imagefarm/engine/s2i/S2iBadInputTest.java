package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.git.GitHttpServer;
import io.jenkins.plugins.imagefarm.engine.git.TestRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builds that cannot be performed: one line says why, and nothing is built. */
class S2iBadInputTest {
    private static String image;

    @TempDir
    private Path source;

    @TempDir
    private Path outside;

    private S2iCommand site;

    @BeforeAll
    static void pushBuilder() throws Exception {
        image = BuilderImage.s2i().push();
    }

    @BeforeEach
    void writeSource() throws IOException {
        site = new S2iCommand(source, Engines.buildkitd(), image).file("index.txt", "hello\n");
    }

    @AfterEach
    void nothingIsPushed() {
        assertFalse(S2iCommand.exists(site.tag()));
    }

    private void refused(List<String> options, String... all) {
        String console = site.fail(options, all);
        assertFalse(console.contains("#1 "), console);
        assertFalse(console.contains("Exception"), console);
    }

    @Test
    void aBuilderImageThatIsNotThere() {
        String name = Engines.plainRegistry() + "/s2i/none:1";
        site = new S2iCommand(source, Engines.buildkitd(), name);
        refused(List.of(), "(PullBuilderImageFailed)", "There is no builder image " + name + " in its registry");
    }

    @ParameterizedTest
    @CsvSource({
        "a;touch x, may hold only lower-case letters",
        "'a\nRUN x', must be in lower case",
        "$(id), may hold only",
        "'', it is empty"
    })
    void anImageNameWithCharactersThatMeanSomething(String name, String why) {
        site = new S2iCommand(source, Engines.buildkitd(), name);
        refused(List.of(), "is not an image name: ", why);
    }

    @ParameterizedTest
    @CsvSource({
        "--method=both, The method is 'both'. Use build; run.",
        "--pull-policy=sometimes, pullPolicy is 'sometimes'. Use always; never; if-not-present.",
        "--incremental-pull-policy=never, The method build cannot do incrementalPullPolicy never",
        "--cap-drop=ALL, The method build cannot do capDrop",
        "--cap-drop=all, 'all' is not a capability",
        "--volume=cache:/cache, The method build cannot do volumes",
        "--volume=/:/host, '/:/host' is not a volume: folders of the builder's machine cannot be had",
        "--volume=cache, 'cache' is not a volume: it is not a name and a path",
        "--volume=cache:../x, 'cache:../x' is not a volume: its path is not a plain absolute one"
    })
    void whatOnlyTheOtherMethodCanDo(String option, String why) {
        refused(List.of(option), why.replace(';', ','));
    }

    @Test
    void theMethodRunMakesNoDockerfileAndNeedsNoFarm() {
        refused(List.of("--method=run", "--as-dockerfile=" + source + "/out"), "The method run makes no Dockerfile");
        String node = "name=n1,uri=" + Engines.docker().uri();
        CommandLineRun run = CommandLineRun.of(
                "s2i", "build", "--push", "--method=run", "--node", node, source.toString(), image, site.tag());
        assertTrue(run.output().contains("The method run needs one Docker or Podman, not a farm"), run.output());
    }

    @Test
    void aSourceThatIsNotThere() {
        site = new S2iCommand(source.resolve("none"), Engines.buildkitd(), image);
        refused(List.of(), "(FetchSourceFailed): The source '" + source + "/none' does not exist");
    }

    @Test
    void aGitServerThatWantsALogin() throws Exception {
        TestRepository.in(outside, "app.git").file("index.txt", "private\n").commit();
        try (GitHttpServer server = GitHttpServer.withLogin(outside, new Login("me", "p4ssw0rd"))) {
            refusedOf(
                    server.url("app.git"),
                    "(FetchSourceFailed): " + server.url("app.git")
                            + " wants a login: it is private, or does not exist");
        }
    }

    @Test
    void aRevisionThatIsNotThere() throws Exception {
        TestRepository.in(outside, "app.git").file("index.txt", "here\n").commit();
        try (GitHttpServer server = GitHttpServer.open(outside)) {
            refusedOf(
                    server.url("app.git") + "#mian",
                    "(FetchSourceFailed): There is no branch or tag 'mian' in " + server.url("app.git")
                            + ". Did you mean 'main'?");
        }
    }

    private void refusedOf(String repository, String why) {
        CommandLineRun run = CommandLineRun.of(
                "s2i", "build", "--push", "--builder", Engines.buildkitd().uri(), repository, image, site.tag());
        assertEquals(1, run.exitCode(), run.output());
        assertEquals(1, run.output().lines().count(), run.output());
        assertTrue(run.output().startsWith("ERROR: The build could not be performed " + why), run.output());
    }

    @ParameterizedTest
    @CsvSource({
        "none, is not a folder of the source",
        "../x, is not inside the source",
        "/etc, is not inside the source",
        "index.txt, is not a folder of the source"
    })
    void aContextDirectoryThatIsNone(String folder, String why) {
        refused(List.of("--context-dir", folder), "The context directory '" + folder + "' " + why);
    }

    @Test
    void aContextDirectoryThatLeadsElsewhere() throws IOException {
        Files.createSymbolicLink(source.resolve("link"), outside);
        refused(List.of("--context-dir", "link"), "(FetchSourceFailed)", "'link' is not a folder of the source");
    }

    @Test
    void aBrokenLineOfTheEnvironment() throws IOException {
        site.file(".s2i/environment", "A=1\n\n# two\nnonsense s3cret\n");
        refused(List.of(), ".s2i/environment, line 4 is not a variable: it has no '='");
    }

    @Test
    void anEnvironmentFileThatIsNotThere() {
        refused(
                List.of("-E", source + "/none"),
                "The environment file '" + source + "/none' cannot be read: it does not exist");
    }

    @Test
    void anEnvironmentThatLeadsElsewhereIsNotRead() throws Exception {
        Files.writeString(outside.resolve("secret"), "not for everybody");
        Files.createDirectory(source.resolve(".s2i"));
        Files.createSymbolicLink(source.resolve(".s2i/environment"), outside.resolve("secret"));
        refused(List.of("-a", "/x"), "no runtime image");
        refused(
                List.of("--scripts-url", outside.toString()),
                "(FetchScriptsFailed)",
                "is not a folder inside the source");
    }

    @ParameterizedTest
    @CsvSource({"1A=x, '1A' is not the name", "novalue, is not of the form KEY=VALUE"})
    void aVariableThatIsNone(String variable, String why) {
        refused(List.of("-e", variable), why);
    }

    @Test
    void aVariableOfTwoLines() {
        refused(List.of("-e", "A=1\nRUN evil"), "The value of the environment variable A has more than one line");
    }

    @Test
    void aScriptsUrlThatAnswers404SaysWhereElseItWasLooked() throws Exception {
        site = new S2iCommand(
                source, Engines.buildkitd(), BuilderImage.s2i().after("").push());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/scripts";
            refused(
                    List.of("--scripts-url", url),
                    "(InstallScriptsFailed)",
                    "has no script 'assemble'; looked at: the scripts URL (" + url
                            + "); .s2i/bin of the source; the label",
                    "(not there)");
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(403, -1);
                exchange.close();
            });
            refused(List.of("--scripts-url", url), "(FetchScriptsFailed)", url + "/assemble answers status 403");
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://x/y, has a scheme that is not known", "image://relative, is not a path in an image",
        "image:///a b, is not a path in an image", "file:///etc, is not a folder inside the source",
        "nowhere, is not a folder inside the source", "http://me:s3cret@x/, is not a URL of a folder"
    })
    void aScriptsUrlThatIsNone(String url, String why) {
        assertFalse(site.fail(List.of("-s", url), why).contains("s3cret"));
    }

    @ParameterizedTest
    @CsvSource({
        "--allowed-uids, 1-1000, '(AssembleUserForbidden): The user of the image ', '''1001'' is not allowed'",
        "--allowed-uids, 5-1, '''5-1'' is not a list of user ids', 1-",
        "--assemble-user, a b, The assemble user 'a b' is not a user, number",
        "--exclude, (, '''('' is not a regular expression', Unclosed group",
        "--callback-url, https://me:s3cret@example.com/x, The callback URL is not the address of a web server, without a user",
        "--callback-url, ftp://example.com/x, The callback URL is not the address of a web server, https",
        "--callback-url, 'http://a b', The callback URL is not the address of a web server, https",
        "--protocol, s3i, The protocol is 's3i', 'auto, s2i, sti'",
        "--inject, x, '''x'' is not of the form SOURCE:DESTINATION', settings.xml",
        "--inject, /not/there:/x, '''/not/there'' cannot be injected: it does not exist', /not",
        "--inject, /etc/hostname:/a b, '''/a b'' cannot be injected', letters",
        "--inject, /etc/hostname:/a/../b, '''/a/../b'' cannot be injected', without '..'",
        "--runtime-image, Bad/Name, is not an image name, lower case",
        "-a, /x:y, 'Runtime artifacts are given, but no runtime image', Give",
        "-a, /../x, '(InvalidArtifactsMapping)', '''..'' is not allowed'",
        "-a, /x*, '(InvalidArtifactsMapping)', wildcards are not allowed"
    })
    void anOptionWhoseValueCannotBe(String option, String value, String cause, String more) {
        refused(List.of(option, value), cause, more);
    }

    @Test
    void usersOfLabelsAndInstructionsThatAreNotAllowed() throws Exception {
        site = new S2iCommand(
                source,
                Engines.buildkitd(),
                BuilderImage.s2i().and("LABEL io.openshift.s2i.assemble-user=0").push());
        refused(
                List.of("-u", "1-"),
                "(AssembleUserForbidden): The label io.openshift.s2i.assemble-user of the image",
                "'0'");
        site = new S2iCommand(
                source,
                Engines.buildkitd(),
                BuilderImage.s2i().and("ONBUILD USER root").push());
        refused(List.of("-u", "1-"), "The user of an ONBUILD instruction of the image", "'root' is not allowed");
        site = new S2iCommand(source, Engines.buildkitd(), image);
        refused(List.of("-u", "1-", "--assemble-user", "app"), "The assemble user 'app' is not allowed");
    }

    @Test
    void labelsOfAnImageThatWouldBecomeInstructions() throws Exception {
        site = new S2iCommand(
                source,
                Engines.buildkitd(),
                BuilderImage.s2i()
                        .after("LABEL io.openshift.s2i.scripts-url=\"image:///x\\\"]; RUN evil\"")
                        .push());
        refused(List.of(), "is not a path in an image");
        site = new S2iCommand(
                source,
                Engines.buildkitd(),
                BuilderImage.s2i()
                        .and("LABEL io.openshift.s2i.assemble-user=\"1 --x\"")
                        .push());
        refused(List.of(), "(AssembleUserForbidden)", "is not a user");
    }

    @Test
    void onBuildInstructionsOfARuntimeImage() throws Exception {
        String runtime = BuilderImage.s2i().and("ONBUILD USER 0").push();
        List<String> options = List.of("--runtime-image", runtime, "-a", "/app", "-u", "1-");
        refused(options, "(AssembleUserForbidden): The user of an ONBUILD instruction of the image " + runtime);
        refused(List.of("--runtime-image", runtime, "-a", "/app", "--block-on-build"), "(OnBuildForbidden)", runtime);
    }

    @Test
    void aRuntimeImageThatDoesNotSayWhatItGets() throws Exception {
        refused(
                List.of("--runtime-image", image),
                "(InvalidArtifactsMapping)",
                "It is not said what the runtime image " + image + " gets");
        refused(
                List.of("--runtime-image", Engines.plainRegistry() + "/s2i/none:1", "-a", "/x"),
                "(PullRuntimeImageFailed)",
                "There is no runtime image");
    }

    @Test
    void anArtifactThatIsNotThere() {
        site.fail(
                List.of("--runtime-image", image, "-a", "/app/none", "--clean"),
                "(FetchRuntimeArtifactsFailed)",
                "/app/none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"labels\": [  | it is not a JSON object",
                "[1] | it is not a JSON object",
                "{\"label\": []} | it has no list 'labels'",
                "{\"labels\": {\"a\": \"b\"}} | it has no list 'labels'",
                "{\"labels\": [\"a\"]} | 'labels' has an entry that is not an object",
                "{\"labels\": [{\"a\": 1}]} | the value of the label 'a' is not a text"
            })
    void labelsOfAnotherForm(String file, String why) {
        S2iFailure failure = assertThrows(S2iFailure.class, () -> LabelFile.labels(file));
        assertEquals(
                "The build failed (AssembleFailed): The labels that a script wrote to /tmp/.s2i/image_metadata.json cannot be used: "
                        + why,
                failure.problem().cause());
    }

    @Test
    void aDockerfileThatCannotBeWritten() throws IOException {
        Files.writeString(outside.resolve("x"), "");
        CommandLineRun run =
                CommandLineRun.of("s2i", "build", "--as-dockerfile", outside.toString(), source.toString(), image);
        assertEquals(1, run.exitCode(), run.output());
        assertTrue(
                run.output()
                        .startsWith("ERROR: The build could not be performed (DockerFileCreationFailed): The folder"),
                run.output());
        refused(List.of("--as-dockerfile", outside.resolve("y").toString()), "Only a Dockerfile is to be written");
    }

    @Test
    void aBuildWithoutAName() {
        CommandLineRun run = CommandLineRun.of("s2i", "build", source.toString(), image);
        assertEquals(1, run.exitCode());
        assertEquals(
                "ERROR: The application image has no name. Give it a tag, or write a Dockerfile only.\n", run.output());
    }

    @Test
    void aBuilderThatIsNotThereIsTheServicesFault() {
        CommandLineRun run = CommandLineRun.of(
                "s2i", "build", "--retries=0", "--builder", "unix:///not/there", source.toString(), image, site.tag());
        assertEquals(3, run.exitCode(), run.output());
        assertTrue(
                run.output().contains("ERROR: The build could not be performed (GenericS2IBuildFailed)"), run.output());
    }

    @Test
    void aRegistryThatIsNotThereIsTheServicesFault() {
        CommandLineRun run = CommandLineRun.of("s2i", "build", source.toString(), "127.0.0.1:1/x:1", site.tag());
        assertEquals(3, run.exitCode(), run.output());
        assertTrue(
                run.output().contains("(PullBuilderImageFailed): There is no connection to the registry"),
                run.output());
        assertEquals(1, run.output().lines().count());
    }
}
