package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.RegistryMirror;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirroredReadsTest {
    private static final Login LOGIN = new Login("ci", "s3cret");
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final byte[] CONTENT = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);

    private final FakePatience patience = new FakePatience();
    private final List<String> told = new ArrayList<>();
    private FakeRegistry upstream;
    private FakeRegistry mirror;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        upstream = FakeRegistry.open().start();
        mirror = FakeRegistry.withTokens(LOGIN).tls().start();
        mirror.tokens().refuseAnonymous();
    }

    @AfterEach
    void stop() {
        upstream.close();
        mirror.close();
    }

    @Test
    void imagesAreReadFromTheMirrorAsItIsSetUpItself() {
        Digest digest = mirror.store().putManifest("hub/team/app", "1", TYPE, CONTENT);
        Digest blob = mirror.store().putBlob("hub/team/app", CONTENT);
        assertEquals(digest, reads().read(name("1")).orElseThrow().digest());
        assertEquals(
                digest, reads().read(name("1").withDigest(digest)).orElseThrow().digest());
        reads().download(name("1"), blob, folder.resolve("blob"));
        assertTrue(Files.exists(folder.resolve("blob")));
        assertEquals(List.of(), upstream.requests());
    }

    @Test
    void whatTheMirrorDoesNotHaveIsReadFromTheRegistry() {
        Digest digest = upstream.store().putManifest("team/app", "1", TYPE, CONTENT);
        assertEquals(digest, reads().read(name("1")).orElseThrow().digest());
        assertTrue(reads().read(name("2")).isEmpty());
        assertEquals(List.of(), told, "a mirror need not have all");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500})
    void aMirrorThatFailsIsPassedOver(int status) {
        mirror.faults().always(".*", ".*", FakeFault.status(status));
        Digest digest = upstream.store().putManifest("team/app", "1", TYPE, CONTENT);
        MirroredReads reads = reads();
        assertEquals(digest, reads.read(name("1")).orElseThrow().digest());
        assertTrue(reads.read(name("2")).isEmpty());
        assertEquals(1, told.size(), "however often it fails: " + told);
        assertTrue(
                told.get(0).startsWith("WARNING: the mirror " + mirror.host() + "/hub is passed over: "),
                told::toString);
    }

    @Test
    void aMirrorThatGivesSomethingElseIsPassedOver() {
        Digest digest = upstream.store().putManifest("team/app", "1", TYPE, CONTENT);
        mirror.faults().always("GET", ".*/manifests/.*", FakeFault.answer(200, "{}"));
        assertEquals(
                digest, reads().read(name("1").withDigest(digest)).orElseThrow().digest());
    }

    @Test
    void whetherAnImageIsThereIsAskedOfTheRegistryItself() {
        mirror.store().putManifest("hub/team/app", "1", TYPE, CONTENT);
        assertTrue(client().manifest(name("1")).isEmpty());
        assertEquals(List.of(), mirror.requests());
    }

    @Test
    void theCommandLineReadsFromMirrorsToo() throws Exception {
        try (FakeRegistry open = FakeRegistry.open().start()) {
            Digest config = open.store()
                    .putBlob(
                            "builders/site",
                            "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"Labels\":{\"io.openshift.s2i.scripts-url\":\"image:///s2i\"}}}"
                                    .getBytes(StandardCharsets.UTF_8));
            String manifest = "{\"schemaVersion\":2,\"config\":{\"digest\":\"" + config + "\"},\"layers\":[]}";
            open.store().putManifest("builders/site", "1", TYPE, manifest.getBytes(StandardCharsets.UTF_8));
            CommandLineRun run = CommandLineRun.of(
                    "s2i",
                    "validate",
                    "--registry-mirror=registry.invalid=" + open.host(),
                    "registry.invalid/builders/site:1");
            assertTrue(
                    open.requests().stream().anyMatch(request -> request.is("GET", ".*/blobs/" + config)), run::output);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mirror.example.com, mirror.example.com/team/app:1",
        "mirror.example.com:5000/a/hub, mirror.example.com:5000/a/hub/team/app:1",
        "localhost:5000, localhost:5000/team/app:1"
    })
    void aMirrorMayHaveItsImagesBelowAPath(String text, String expected) {
        RegistryMirror address = RegistryMirror.valueOf(text);
        assertEquals(text, address.toString());
        assertEquals(expected, address.of(name("1")).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mirror",
                "https://mirror.example.com",
                "mirror.example.com/Hub",
                "mirror.example.com/a:1",
                "a b"
            })
    void whatIsNoAddressIsNoMirror(String text) {
        ProblemException refused = assertThrows(ProblemException.class, () -> RegistryMirror.valueOf(text));
        assertTrue(
                refused.problem().cause().endsWith("is not the address of a mirror"),
                refused.problem().cause());
    }

    private ImageReference name(String tag) {
        return ImageReference.valueOf(upstream.host() + "/team/app:" + tag);
    }

    private MirroredReads reads() {
        return client().mirrored(told::add);
    }

    private RegistryClient client() {
        Registry[] settings = Stream.of(
                        new Registry(
                                upstream.host(), false, null, List.of(RegistryMirror.valueOf(mirror.host() + "/hub"))),
                        new Registry(mirror.host(), false, mirror.certificate()))
                .toArray(Registry[]::new);
        return new RegistryClient(LoginSource.of(Map.of(mirror.host(), LOGIN)), patience.registries(settings));
    }
}
