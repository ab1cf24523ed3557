package io.jenkins.plugins.imagefarm.engine.buildkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLayoutsTest {
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);

    @TempDir
    private Path folder;

    @Test
    void aTagOrADigestSaysWhichImageIsMeant() throws Exception {
        write(entry(ONE, "v1") + "," + entry(TWO, "latest"));
        assertEquals("oci-layout://layout0@sha256:" + ONE, find(":v1"));
        assertEquals("oci-layout://layout0@sha256:" + ONE, find("@sha256:" + ONE));
        assertEquals("oci-layout://layout0@sha256:" + TWO, find(""));
    }

    @Test
    void theOnlyImageNeedsNoName() throws Exception {
        write(entry(ONE, "v1"));
        assertEquals("oci-layout://layout0@sha256:" + ONE, find(""));
    }

    @Test
    void whatIsNotThereIsToldInOneLine() throws Exception {
        write(entry(ONE, "v1") + "," + entry(TWO, "v2"));
        assertEquals("There is no v3 in the OCI image layout '" + folder + "'", problem(folder + ":v3"));
        assertEquals("There is no latest in the OCI image layout '" + folder + "'", problem(folder.toString()));
        String digest = "sha256:" + "3".repeat(64);
        assertEquals(
                "There is no " + digest + " in the OCI image layout '" + folder + "'", problem(folder + "@" + digest));
    }

    @Test
    void aFolderThatIsNoLayoutIsToldInOneLine() throws Exception {
        assertEquals("'" + folder + "' is not an OCI image layout", problem(folder + ":v1"));
        Path file = Files.writeString(folder.resolve("image.tar"), "x");
        assertEquals("'" + file + "' is not an OCI image layout", problem(file + ":v1"));
        assertEquals("'" + folder.resolve("none") + "' does not exist", problem(folder.resolve("none") + ":v1"));
        Files.writeString(folder.resolve("index.json"), "<html>");
        assertEquals(
                "The OCI image layout '" + folder + "' cannot be read",
                problem(folder + ":v1").split(":")[0]);
    }

    private static String entry(String digest, String tag) {
        return "{\"digest\": \"sha256:" + digest + "\", \"annotations\": {\"org.opencontainers.image.ref.name\": \""
                + tag + "\"}}";
    }

    private void write(String entries) throws IOException {
        Files.writeString(folder.resolve("index.json"), "{\"manifests\": [" + entries + "]}");
        Path blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
        Files.writeString(blobs.resolve(ONE), "{}");
        Files.writeString(blobs.resolve(TWO), "{}");
    }

    private String find(String image) {
        return layouts(folder + image).contexts().get("app");
    }

    private static String problem(String image) {
        Problem problem =
                assertThrows(ProblemException.class, () -> layouts(image)).problem();
        assertEquals(Fault.USER, problem.fault());
        return problem.cause();
    }

    private static ImageLayouts layouts(String image) {
        return ImageLayouts.of(Map.of("app", NamedContext.valueOf("oci-layout://" + image)));
    }
}
