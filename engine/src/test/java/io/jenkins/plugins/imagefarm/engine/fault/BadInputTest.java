package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that cannot work: one line says why, the exit code whose fault it is, and no file is made. */
class BadInputTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path context;

    @BeforeEach
    void writeDockerfile() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM " + Engines.baseImage() + "\n");
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        try (var files = Files.walk(folder)) {
            assertEquals(List.of(folder), files.toList());
        }
    }

    @Test
    void aContextThatDoesNotExist() {
        assertRefused(folder.resolve("nowhere"), List.of(), "context", folder + "/nowhere' does not exist");
    }

    @Test
    void aContextThatIsAFile() {
        assertRefused(
                context.resolve("Dockerfile"),
                List.of(),
                "context",
                "/Dockerfile' cannot be unpacked: it is no tar archive");
    }

    @Test
    void aNamedContextThatDoesNotExist() {
        assertRefused(
                context,
                List.of("--build-context", "files=" + folder.resolve("nowhere")),
                "of the build context 'files' does not exist");
    }

    @Test
    void aContextWithoutADockerfile() {
        assertRefused(folder, List.of(), "There is no Dockerfile 'Dockerfile'", folder.toString());
    }

    @Test
    void aDockerfileThatDoesNotExist() {
        assertRefused(
                context,
                List.of("-f", context.resolve("App.Dockerfile").toString()),
                "There is no Dockerfile",
                "App.Dockerfile'");
    }

    @ParameterizedTest
    @CsvSource({
        "a;touch x, may hold only lower-case letters",
        "Team/App:1, must be in lower case",
        "'', it is empty",
        "app:, is not an image name"
    })
    void aTagThatIsNoImageName(String tag, String why) {
        assertRefused(context, List.of("--tag", tag), "'" + tag + "'", why);
    }

    @Test
    void anSshKeyWithoutAFile() {
        assertRefused(context, List.of("--ssh", "deploy"), "'deploy' does not name an SSH key", "Write ID=FILE");
    }

    @Test
    void anSshKeyThatCannotBeRead() {
        assertRefused(context, List.of("--ssh", "deploy=/nowhere/key"), "'/nowhere/key' cannot be read");
    }

    @Test
    void anSshKeyWhosePassphraseIsMissing() throws Exception {
        Path key = new SshKeygen(context).key("key", "a passphrase");
        FailedBuild.of(CommandLineRun.of(
                        "build", "--builder=" + Engines.buildkitd().uri(), "--ssh=deploy=" + key, context.toString()))
                .isTheUsersFault(
                        "The SSH key for RUN --mount=type=ssh,id=deploy needs a passphrase. Give the passphrase.");
    }

    @Test
    void anEntitlementThatTheBuilderDoesNotGrant() {
        FailedBuild.of(CommandLineRun.of(
                        "build", "--builder=" + Engines.buildkitd().uri(), "--allow=network.host", context.toString()))
                .isTheUsersFault("The build needs the entitlement network.host, which the builder does not grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--provenance=max", "--sbom=true", "--attest=type=provenance,mode=min"})
    void anAttestationOfABuilderThatMakesNone(String option) {
        FailedBuild.of(CommandLineRun.of(
                        "build",
                        "--builder=" + Engines.podman5Socket().uri(),
                        option,
                        "--tag=" + Engines.plainRegistry() + "/bad/input",
                        "--push",
                        context.toString()))
                .isTheUsersFault("Podman", "cannot do: attestations. Leave that out, or build where it can be done");
    }

    @Test
    void aPushWithoutATag() {
        assertRefused(context, List.of("--push"), "no tag is given");
    }

    @ParameterizedTest
    @CsvSource({
        "--tag, app@sha256:12, 'sha256:12' is not a digest",
        "--platform, amd64, 'amd64' is not a platform",
        "--build-arg, =x, '=x' is not of the form KEY=VALUE",
        "--label, x, 'x' is not of the form KEY=VALUE",
        "--progress, fancy, 'fancy' is not a progress style",
        "--output, 'type=zip,dest=x', its type is not known",
        "--output, type=oci, needs a dest",
        "--output, 'type=image,dest=x', has no dest",
        "--secret, token, 'token' is not a secret",
        "--secret, src=/x, it has no id",
        "--secret, 'id=token,src=/not/there', '''/not/there'' of the secret ''token'' cannot be read: it does not exist'",
        "--secret, 'id=token,env=NOT_THERE', 'NOT_THERE, which is not set'",
        "--registry-ca, r.example.com=/not/there, '''/not/there'' cannot be read: it does not exist'",
        "--cache-to, 'type=s3,bucket=b', 'A cache of type=s3 needs region='",
        "--cache-to, 'type=s3,bucket=b,region=r,secret_access_key=k', 'A cache''s secret_access_key is secret, and no part of its text. Give a credentialsId in Jenkins, and environment variables on the command line.'",
        "--cache-from, 'type=gha,credentialsId=x', 'credentialsId= names credentials of Jenkins'",
        "--cache, registry, 'A cache of type=registry goes beside the image, and this one has no name'",
        "--retry-delay, soon, '--retry-delay is ''soon''. Use a time such as 500ms, 10s, 5m, 24h or 7d.'",
        "--start-timeout, -5, --start-timeout is",
        "--no-output-timeout, 1 week, --no-output-timeout is",
        "--metadata-file, /not/there/x, the folder '/not/there' does not exist",
        "--iidfile, /dev/null/x, '/dev/null' is not a folder"
    })
    void anOptionWhoseValueCannotBe(String option, String value, String why) {
        assertRefused(context, List.of(option, value), why);
    }

    @ParameterizedTest
    @CsvSource({
        "--tga=x, Unknown option '--tga'. Did you mean '--tag'?",
        "--buildarg=A=b, Unknown option '--buildarg'. Did you mean '--build-arg'?",
        "--pus, Unknown option '--pus'. Did you mean '--push'?",
        "--no-cahce, Unknown option '--no-cahce'. Did you mean '--no-cache'?",
        "--metadatafile=x, Unknown option '--metadatafile'. Did you mean '--metadata-file'?",
        "--squash, Unknown option '--squash'. See",
        "--retries=many, 'many' is not an int",
        "--no-cache=maybe, 'maybe' is not a boolean"
    })
    void anOptionThatIsWrongNamesTheClosestOne(String option, String message) {
        FailedBuild.of(CommandLineRun.of("build", option, context.toString()))
                .isBadUsage(message, "See image-farm build --help.");
    }

    @ParameterizedTest
    @CsvSource({"--tag, NAME", "--secret, SPEC", "--builder, URI", "--output, SPEC"})
    void anOptionWithoutItsValue(String option, String value) {
        FailedBuild.of(CommandLineRun.of("build", context.toString(), option))
                .isBadUsage("Missing required parameter for option '" + option + "' (" + value + ")");
    }

    @Test
    void aCommandLineWithoutItsContext() {
        FailedBuild.of(CommandLineRun.of("build")).isBadUsage("Missing required parameter: 'PATH'");
    }

    @Test
    void aCommandLineWithTwoContexts() {
        FailedBuild.of(CommandLineRun.of("build", "a", "b")).isBadUsage("There is no place for 'b'");
    }

    @ParameterizedTest
    @CsvSource({
        "biuld, Unknown command 'biuld'. Did you mean 'build'?",
        "push, Unknown command 'push'. See image-farm --help."
    })
    void aCommandThatDoesNotExist(String command, String message) {
        FailedBuild.of(CommandLineRun.of(command, ".")).isBadUsage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unixx:///run/buildkit.sock", "localhost:1234", "/run/buildkit/buildkitd.sock",
                        "unix://run/buildkit.sock",
                "tcp://", "tcp://127.0.0.1:123456", "tcp://a b:1", "http://127.0.0.1:1234"
            })
    void aBuilderWhoseAddressIsMisspelt(String uri) {
        FailedBuild.of(CommandLineRun.of("build", "--builder", uri, context.toString()))
                .isTheUsersFault(
                        "'" + uri + "' is not a builder's address",
                        "Use unix:///var/run/docker.sock, tcp://host:1234 or ssh://user@host/path/of/socket.")
                .saysNothingElse();
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///not/there.sock, unix:///not/there.sock does not exist",
        "tcp://127.0.0.1:1, tcp://127.0.0.1:1 refuses the connection"
    })
    void aBuilderThatIsNotThere(String uri, String message) {
        FailedBuild.of(CommandLineRun.of("build", "--retries=0", "--builder", uri, context.toString()))
                .isTheServicesFault("No builder answers: " + message, "Check the address")
                .saysNothingElse();
    }

    @Test
    void aBuilderWhoseHostIsNotKnown() {
        FailedBuild.of(CommandLineRun.of(
                        "build",
                        "--retries=0",
                        "--builder=tcp://builder.invalid:1234",
                        "--tlscacert=" + Engines.certificate("ca.crt"),
                        context.toString()))
                .isTheServicesFault("tcp://builder.invalid:1234 has an unknown host name")
                .saysNothingElse();
    }

    private void assertRefused(Path path, List<String> options, String... all) {
        List<String> arguments = new ArrayList<>(
                List.of("build", "--builder", Engines.buildkitd().uri()));
        arguments.addAll(options);
        arguments.add(path.toString());
        FailedBuild.of(CommandLineRun.of(arguments.toArray(new String[0])))
                .isTheUsersFault(all)
                .saysNothingElse();
    }
}
