package io.jenkins.plugins.imagefarm.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HandOverTest {
    @TempDir
    private Path root;

    @Test
    void requestAndSecretsArriveApart() throws Exception {
        Path control = handOver();
        assertEquals(request(), Wire.read(Files.readString(control.resolve("request.json")), BuildRequest.class));
        Secrets secrets = Wire.read(Files.readString(control.resolve("secrets.json")), Secrets.class);
        assertEquals("hunter2", secrets.logins().get("r").password());
        for (String other : List.of("request.json", HandOver.ARGUMENTS)) {
            assertTrue(!Files.readString(control.resolve(other)).contains("hunter2"), other);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyElseMayReadThem() throws Exception {
        Path control = handOver();
        assertEquals("rw-------", permissions(control.resolve("secrets.json")));
        assertEquals("rwx------", permissions(control.resolveSibling("")));
    }

    @Test
    void argumentsWithSpacesStayWhole() throws Exception {
        assertEquals(
                """
                "-Xmx96m"
                "-jar"
                "/a b/c\\"d\\\\e.jar"
                "run"
                "%s"
                """.formatted(root.resolve("tmp dir/image-farm-1/build")),
                Files.readString(handOver().resolve(HandOver.ARGUMENTS)));
    }

    @Test
    void onlyABuildThatIsNobodysWithoutJenkinsIsMarkedAsAttended() throws Exception {
        assertFalse(Files.exists(handOver().resolve(ControlFiles.ATTENDED)));
        assertTrue(
                Files.exists(handOver("image-farm-2", assignment().asAttended()).resolve(ControlFiles.ATTENDED)));
    }

    private static Assignment assignment() {
        return new Assignment(request(), new Secrets(Map.of("r", new Login("u", "hunter2")), Map.of()));
    }

    private Path handOver() throws Exception {
        return handOver("image-farm-1", assignment());
    }

    private Path handOver(String name, Assignment assignment) throws Exception {
        Path folder = root.resolve("tmp dir").resolve(name);
        InstalledEngine engine = new InstalledEngine("java", "/a b/c\"d\\e.jar", List.of("-Xmx96m"), "archive", "");
        new HandOver(assignment, engine, root.resolve("new workspace").toString()).invoke(folder.toFile(), null);
        assertTrue(Files.isDirectory(root.resolve("new workspace")));
        return folder.resolve("build");
    }

    private static BuildRequest request() {
        return new BuildRequest(
                "id",
                "key",
                new Source("/ws", null, null),
                new Recipe(null, null, null, null, false, false, null),
                new Destination(null, false, null, null, null),
                new Builder(""),
                null,
                null,
                0);
    }

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
