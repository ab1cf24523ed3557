package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import io.jenkins.plugins.imagefarm.engine.git.GitHttpServer;
import io.jenkins.plugins.imagefarm.engine.git.TestRepository;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for the secrets of a build wherever it leaves something: not one of them is anywhere. */
class SecretSearchTest {
    private static final String PUBLIC = "this-is-no-secret";

    private final String fileSecret = "file-" + UUID.randomUUID();
    private final String otherSecret = "env-" + UUID.randomUUID();
    private final String password = "password-" + UUID.randomUUID();
    private final String gitPassword = "git-" + UUID.randomUUID();
    private final String passphrase = "passphrase-" + UUID.randomUUID();
    private String keyLine = passphrase;

    @TempDir
    private Path context;

    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    @TempDir
    private Path users;

    /** Places that were searched and hold a secret. */
    private final List<String> hits = new ArrayList<>();

    @Test
    void aBuildOfJenkinsLeavesNoSecretAnywhere() throws Exception {
        Login login = new Login("ci", password);
        try (FakeRegistry registry = FakeRegistry.withPassword(login).start()) {
            String key = Files.readString(new SshKeygen(users).key("key", passphrase));
            Secrets secrets = new Secrets(
                    Map.of(registry.host(), login),
                    Map.of("one", bytes(fileSecret), "two", bytes(otherSecret)),
                    Map.of(),
                    GitKeys.none(),
                    Map.of("default", new SshKey(key, passphrase)));
            keyLine = key.lines().skip(1).findFirst().orElseThrow();
            ControlFolder control = new ControlFolder(folder)
                    .with(
                            writeContext(registry)
                                    .attest("type=provenance,mode=max")
                                    .ssh("default")
                                    .request(),
                            secrets);
            holdPush(registry);
            try (EngineProcess engine = control.start(elsewhere)) {
                searchWhileItPushes(registry, engine);
                registry.faults().clear();
                assertEquals(0, engine.exitCode(), () -> output(engine));
                search("output of the program", bytes(engine.output()));
                assertEquals(List.of(), engine.temporaryFiles());
            }
            assertEquals(BuildState.SUCCESS, control.result().state());
            assertTrue(control.console().contains("RUN was here " + PUBLIC), control.console());
            searchFolder(folder);
            searchImage(registry);
        }
        assertEquals(List.of(), hits);
    }

    @Test
    void aBuildFromGitLeavesNoSecretAnywhere() throws Exception {
        Login login = new Login("ci", password);
        Login gitLogin = new Login("ci", gitPassword);
        try (FakeRegistry registry = FakeRegistry.withPassword(login).start();
                GitHttpServer server = GitHttpServer.withLogin(users, gitLogin)) {
            TestRequest request = writeContext(registry);
            TestRepository.in(users, "app.git")
                    .file("Dockerfile", Files.readString(context.resolve("Dockerfile")))
                    .commit();
            ControlFolder control = new ControlFolder(folder)
                    .with(
                            request.git(server.url("app.git"))
                                    .attest("type=provenance,mode=max")
                                    .request(),
                            new Secrets(
                                    Map.of(registry.host(), login),
                                    Map.of("one", bytes(fileSecret), "two", bytes(otherSecret)),
                                    Map.of(),
                                    new GitKeys(gitLogin, null, null)));
            holdPush(registry);
            try (EngineProcess engine = control.start(elsewhere)) {
                searchWhileItPushes(registry, engine);
                searchFolder(folder);
                assertTrue(
                        control.files().stream().anyMatch(name -> name.startsWith("image-farm-source-")),
                        "the files are in the control directory");
                registry.faults().clear();
                assertEquals(0, engine.exitCode(), () -> output(engine));
                search("output of the program", bytes(engine.output()));
                assertEquals(List.of(), engine.temporaryFiles());
            }
            assertEquals(BuildState.SUCCESS, control.result().state());
            assertEquals(40, control.result().commit().length());
            assertTrue(
                    control.files().stream().noneMatch(name -> name.startsWith("image-farm-source-")),
                    "and go with the build");
            searchFolder(folder);
            searchImage(registry);
        }
        assertEquals(List.of(), hits);
    }

    @Test
    void aBuildOfTheCommandLineLeavesNoSecretAnywhere() throws Exception {
        Login login = new Login("ci", password);
        try (FakeRegistry registry = FakeRegistry.withPassword(login).start()) {
            writeContext(registry);
            Path secretFile = Files.writeString(users.resolve("secret"), fileSecret);
            String auth = Base64.getEncoder().encodeToString(bytes("ci:" + password));
            Files.writeString(
                    users.resolve("config.json"),
                    "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + auth + "\"}}}");
            holdPush(registry);
            try (EngineProcess engine = EngineProcess.start(
                    elsewhere,
                    Map.of("DOCKER_CONFIG", users.toString(), "SECOND", otherSecret),
                    "build",
                    "--builder=" + Engines.buildkitd().uri(),
                    "--secret=id=one,src=" + secretFile,
                    "--secret=id=two,env=SECOND",
                    "--provenance=mode=max",
                    "--metadata-file=" + folder.resolve("metadata.json"),
                    "--iidfile=" + folder.resolve("iid"),
                    "--tag=" + registry.host() + "/team/app:1",
                    "--push",
                    context.toString())) {
                searchWhileItPushes(registry, engine);
                registry.faults().clear();
                assertEquals(0, engine.exitCode(), () -> output(engine));
                search("output of the program", bytes(engine.output()));
                assertEquals(List.of(), engine.temporaryFiles());
            }
            searchFolder(folder);
            searchImage(registry);
        }
        // The user's own environment is the one place that he chose for it himself.
        assertTrue(hits.remove("environment of the engine: env"), "the search finds what is there");
        assertEquals(List.of(), hits);
    }

    private TestRequest writeContext(FakeRegistry registry) throws IOException {
        return TestRequest.of(
                        context,
                        Engines.buildkitd(),
                        "LABEL public=" + PUBLIC,
                        "RUN --mount=type=ssh --mount=type=secret,id=one --mount=type=secret,id=two"
                                + " cat /run/secrets/one /run/secrets/two; echo RUN was here " + PUBLIC
                                + " | tee /public")
                .push(registry.host() + "/team/app:1");
    }

    /** The engine stays where it can be looked at. */
    private static void holdPush(FakeRegistry registry) {
        registry.faults().always("PUT", "/v2/team/app/manifests/1", FakeFault.hang());
    }

    private void searchWhileItPushes(FakeRegistry registry, EngineProcess engine) throws Exception {
        Eventually.holds(
                () -> "the last request of the push:\n" + output(engine),
                Eventually.SOON,
                () -> registry.requests().stream()
                        .anyMatch(request -> request.path().endsWith("/manifests/1")
                                && request.method().equals("PUT")));
        Path process = Path.of("/proc", String.valueOf(engine.pid()));
        assertTrue(text(process.resolve("cmdline")).contains("imagefarm"), "this is the engine");
        search("environment of the engine", bytes(text(process.resolve("environ"))));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path each : all) {
                search("command line of " + each, bytes(text(each.resolve("cmdline"))));
            }
        }
    }

    private void searchFolder(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                search(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
    }

    /** Layers, configuration with its history, manifests and the attestation. */
    private void searchImage(FakeRegistry registry) throws IOException {
        List<String> contents = new ArrayList<>();
        for (byte[] content : registry.store().contents()) {
            byte[] plain = content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b
                    ? new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes()
                    : content;
            search("image", plain);
            contents.add(new String(plain, StandardCharsets.ISO_8859_1));
        }
        assertTrue(
                contents.stream().anyMatch(content -> content.contains("RUN was here " + PUBLIC)),
                "layers are searched");
        assertTrue(
                contents.stream().anyMatch(content -> content.contains("\"public\":\"" + PUBLIC + "\"")),
                "the configuration too");
        assertTrue(
                contents.stream().anyMatch(content -> content.contains("slsa.dev/provenance")), "and the attestation");
    }

    private void search(String place, byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        for (String secret : List.of(fileSecret, otherSecret, password, gitPassword, passphrase, keyLine)) {
            boolean encoded = text.contains(Base64.getEncoder().withoutPadding().encodeToString(bytes(secret)))
                    || text.contains(Base64.getEncoder().withoutPadding().encodeToString(bytes("ci:" + secret)));
            if (text.contains(secret) || encoded) {
                hits.add(place + ": " + secret.replaceFirst("-.*", ""));
            }
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // the process has just ended
        }
    }

    private static String output(EngineProcess engine) {
        try {
            return engine.output();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
