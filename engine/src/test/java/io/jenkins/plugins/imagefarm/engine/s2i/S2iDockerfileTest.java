package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Injection;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S2iDockerfileTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final Map<ScriptName, Script> scripts = new EnumMap<>(Map.of(
            ScriptName.ASSEMBLE, new Script("/s2i/assemble", null, "label"),
            ScriptName.RUN, new Script("/s2i/run", null, "label"),
            ScriptName.SAVE_ARTIFACTS, new Script("/s2i/save-artifacts", null, "label")));
    private ImageMetadata builder = image("builder", "1001", "/app");
    private ImageMetadata previous;
    private ImageMetadata runtime;
    private String assembleUser = "1001";
    private List<RuntimeArtifact> artifacts = List.of();
    private List<Injection> injections = List.of();

    @Test
    void aCleanBuildAssemblesAndRestoresWhatTheImageHad() {
        assertEquals("""
                # Made by Image Farm from the builder image r.example.com/builder:1
                FROM r.example.com/builder@%s AS assembled
                ENV A=1\\ 2
                COPY --chown=1001:0 ["upload/src/","/tmp/src/"]
                RUN ["/s2i/assemble"]
                LABEL l=v
                CMD ["/s2i/run"]
                """.formatted(DIGEST), dockerfile());
    }

    @Test
    void anotherUserAssemblesOnly() {
        assembleUser = "7:8";
        assertTrue(
                dockerfile()
                        .contains(
                                "COPY --chown=7:8 [\"upload/src/\",\"/tmp/src/\"]\nUSER 7:8\nRUN [\"/s2i/assemble\"]\nUSER 1001\n"));
    }

    @Test
    void rootOwnsWhatRootAssembles() {
        assembleUser = "";
        assertTrue(dockerfile().contains("COPY [\"upload/src/\",\"/tmp/src/\"]\nUSER 0\n"));
    }

    @Test
    void scriptsThatTheImageDoesNotHaveAreCopied() {
        scripts.put(ScriptName.RUN, new Script("/tmp/scripts/run", new byte[0], "source"));
        String dockerfile = dockerfile();
        assertTrue(dockerfile.contains("COPY [\"upload/scripts/run\",\"/tmp/scripts/run\"]\n"), dockerfile);
        assertTrue(dockerfile.endsWith("CMD [\"/tmp/scripts/run\"]\n"), dockerfile);
    }

    @Test
    void theImageBeforeSavesInAStageOfItsOwn() {
        previous = image("app", "1001", "/app");
        String dockerfile = dockerfile();
        assertTrue(dockerfile.contains("FROM r.example.com/app@" + DIGEST + " AS previous\nRUN --mount="), dockerfile);
        assertTrue(dockerfile.contains("--mount=type=bind,from=previous,"), dockerfile);
        assertEquals(2, dockerfile.split("\"a mark\"]", -1).length - 1, "both scripts run, whatever is in a cache");
        scripts.remove(ScriptName.SAVE_ARTIFACTS);
        assertFalse(dockerfile().contains("previous"), "there is nothing that saves");
    }

    @Test
    void aRuntimeImageGetsArtifactsUnderTheirNames() {
        runtime = image("runtime", "", "/srv");
        artifacts = List.of(new RuntimeArtifact("/app/site", "www/x"), new RuntimeArtifact("/app/a b/", ""));
        scripts.put(ScriptName.ASSEMBLE_RUNTIME, new Script("/s2i/assemble-runtime", null, "label"));
        String dockerfile = dockerfile();
        assertTrue(dockerfile.contains("COPY --from=assembled [\"/app/site\",\"/srv/www/x/site\"]\n"), dockerfile);
        assertTrue(dockerfile.contains("COPY --from=assembled [\"/app/a b/\",\"/srv/a b\"]\n"), dockerfile);
        assertEquals(2, dockerfile.split("ENV A=", -1).length - 1, "both stages have the variables");
    }

    @Test
    void whatIsInjectedIsMountedForTheUserThatReadsIt() {
        injections = List.of(new Injection("i", "conf/x"));
        String mount = "RUN --mount=type=secret,id=i,target=/app/conf/x,uid=1001,mode=0400,required=true [";
        assertTrue(dockerfile().contains(mount), dockerfile());
        assembleUser = "app";
        assertTrue(dockerfile().contains("target=/app/conf/x,mode=0444,required=true ["), dockerfile());
    }

    @Test
    void aWorkingDirectoryThatWouldBecomeAnInstructionIsRefused() {
        builder = image("builder", "1001", "/app,rw /x\nRUN evil");
        dockerfile();
        injections = List.of(new Injection("i", "x"));
        assertThrows(S2iFailure.class, this::dockerfile);
        injections = List.of();
        runtime = image("runtime", "", "/a\nRUN evil");
        artifacts = List.of(new RuntimeArtifact("/x", ""));
        assertThrows(S2iFailure.class, this::dockerfile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\nRUN evil", "x\r\nRUN evil", "\0"})
    void aValueOfMoreThanOneLineIsRefused(String value) {
        assertThrows(ProblemException.class, () -> S2iBuild.checkVariable("A", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "root\nRUN x", "$USER", "a:b:c", "-1"})
    void aUserThatIsNoneIsRefused(String user) {
        assertThrows(ProblemException.class, () -> S2iBuild.checkUser("The user", user));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app",
                "/app/..",
                "/a/../b:x",
                "/app:/abs",
                "/app:..",
                "/*",
                "/a?",
                "/a[b]",
                "/",
                "/a:b:c",
                "/$HOME",
                "/a\"b",
                "/a\\b"
            })
    void aRuntimeArtifactThatIsNoneIsRefused(String text) {
        ProblemException refusal = assertThrows(ProblemException.class, () -> RuntimeArtifact.valueOf(text));
        assertTrue(refusal.getMessage().contains("InvalidArtifactsMapping"), refusal.getMessage());
    }

    @Test
    void aUserOfAnImageThatWouldBecomeAnInstructionIsRefusedAlsoWhereItAssemblesNothing() {
        UserCheck users = new UserCheck(AllowedUids.all());
        ImageMetadata image = image("evil", "1\nRUN evil", "/app");
        assertThrows(S2iFailure.class, () -> users.assembleUser(image, "1001"));
        assertThrows(S2iFailure.class, () -> users.runtimeUser(image));
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/a/../b", "/a b", "/a\nRUN x", "/$x", "/\"", ""})
    void aPathInAnImageThatIsNotPlainIsRefused(String path) {
        assertThrows(S2iFailure.class, () -> ImagePath.of("The label", path));
    }

    private String dockerfile() {
        return S2iDockerfile.of(new S2iPlan(
                S2iProtocol.S2I,
                builder,
                previous,
                runtime,
                new Scripts(scripts, List.of()),
                new ImagePath("/tmp"),
                Map.of("A", "1 2"),
                Map.of("l", "v"),
                assembleUser,
                "",
                artifacts,
                injections,
                "a mark"));
    }

    private static ImageMetadata image(String name, String user, String workingDir) {
        return new ImageMetadata(
                ImageReference.valueOf("r.example.com/" + name + ":1"),
                "r.example.com/" + name + "@" + DIGEST,
                List.of(),
                Map.of(),
                Map.of(),
                user,
                workingDir,
                List.of(),
                List.of());
    }
}
