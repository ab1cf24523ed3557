package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.builder.BuilderProbe;
import io.jenkins.plugins.imagefarm.engine.builder.ContainerChooser;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When nothing of the image before can be used, the build is a clean one, and one line says why. */
class S2iFallbackTest {
    static final LoginSource NO_LOGINS = host -> Optional.empty();

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final ImageReference tag =
            ImageReference.valueOf(Engines.plainRegistry() + "/s2i/app-" + UUID.randomUUID() + ":1");

    private final Cancellation cancellation = new Cancellation();
    private String cancelAt;

    @TempDir
    private Path source;

    Builder builder() {
        return Engines.buildkitd();
    }

    S2iMethod method() {
        return S2iMethod.BUILD;
    }

    /** What is said of an image without the interpreter of its script. */
    String noShell() {
        return "the image has no /bin/sh";
    }

    @BeforeEach
    void writeSource() throws Exception {
        Files.writeString(source.resolve("index.txt"), "hello\n");
    }

    @Test
    void theResultTellsWhereScriptsWereFoundAndWhetherTheBuildWasIncremental() throws Exception {
        String image = BuilderImage.s2i().push();
        BuildResult first = built(image, 60);
        assertEquals(S2iProtocol.S2I, first.s2i().protocol());
        assertFalse(first.s2i().incrementalUsed());
        assertTrue(first.s2i().scriptsFrom().get("assemble").startsWith("the label io.openshift.s2i.scripts-url of"));
        assertTrue(first.s2i().stages().containsKey("Assemble"), first.s2i().toString());
        Files.writeString(source.resolve("index.txt"), "changed\n");
        BuildResult second = built(image, 60);
        assertTrue(second.s2i().incrementalUsed());
        assertTrue(
                second.s2i().stages().containsKey("RetrieveArtifacts"),
                second.s2i().toString());
    }

    @Test
    void saveArtifactsThatHangsIsGivenUp() throws Exception {
        String image = BuilderImage.s2i()
                .script("save-artifacts", "#!/bin/sh\nexec sleep 600\n")
                .push();
        built(image, 60);
        BuildResult second = built(image, 1);
        assertFalse(second.s2i().incrementalUsed());
        assertEquals(1, cleanBuilds("save-artifacts did not end within 1 s"), this::text);
    }

    @Test
    void anImageBeforeWithoutTheScriptSavesNothing() throws Exception {
        String image = BuilderImage.s2i().without("save-artifacts").push();
        built(image, 60);
        assertFalse(built(image, 60).s2i().incrementalUsed());
        assertEquals(1, cleanBuilds("the previous image has no /usr/libexec/s2i/save-artifacts"), this::text);
    }

    @Test
    void whatCannotBeRestoredIsNotUsed() throws Exception {
        String image = BuilderImage.s2i()
                .script("save-artifacts", "#!/bin/sh\necho this is no archive\n")
                .push();
        built(image, 60);
        assertFalse(built(image, 60).s2i().incrementalUsed());
        assertEquals(1, cleanBuilds("the saved artifacts cannot be restored"), this::text);
    }

    @Test
    void anImageBeforeWithoutAShellSavesNothing() throws Exception {
        String image =
                BuilderImage.s2i().script("assemble", "#!/bin/busybox sh\n").push();
        String before = BuilderImage.s2i().and("USER 0\nRUN rm /bin/sh").push();
        run(image, 60, ImageReference.valueOf(before));
        assertEquals(1, cleanBuilds(""), this::text);
        assertTrue(text().contains(noShell()), text());
    }

    @Test
    void anImageBeforeWhoseOnBuildInstructionsWouldRunIsNotUsed() throws Exception {
        String before =
                BuilderImage.s2i().and("ONBUILD USER 0\nONBUILD RUN false").push();
        run(BuilderImage.s2i().push(), 60, ImageReference.valueOf(before));
        assertEquals(1, cleanBuilds("the image " + before + " has ONBUILD instructions"), this::text);
    }

    @Test
    void theReasonOfAFailureIsInTheResult() throws Exception {
        BuildResult result =
                run(BuilderImage.s2i().script("assemble", "#!/bin/sh\nexit 9\n").push(), 60, null);
        assertEquals(BuildState.FAILURE, result.state());
        assertEquals(S2iReason.ASSEMBLE_FAILED, result.s2i().reason());
    }

    @Test
    void aBuildThatIsCancelledEnds() throws Exception {
        String image = BuilderImage.s2i()
                .script("assemble", "#!/bin/sh\necho waiting for ever\nexec sleep 600\n")
                .push();
        cancelAt = "waiting for ever";
        BuildResult result = run(image, 60, null);
        assertEquals(BuildState.CANCELLED, result.state(), this::text);
        assertEquals(S2iProtocol.S2I, result.s2i().protocol());
    }

    private void told(BuildEvent event) {
        if (cancelAt != null
                && event instanceof BuildEvent.StepOutput output
                && output.text().contains(cancelAt)) {
            cancellation.cancel();
        }
    }

    private BuildResult built(String image, int limitSeconds) throws InterruptedException {
        BuildResult result = run(image, limitSeconds, null);
        assertEquals(BuildState.SUCCESS, result.state(), this::text);
        return result;
    }

    private BuildResult run(String image, int limitSeconds, ImageReference previous) throws InterruptedException {
        console.reset();
        S2iBuild build = new S2iBuild(
                ImageReference.valueOf(image),
                null,
                null,
                null,
                null,
                null,
                null,
                previous,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                method(),
                null,
                null);
        BuildRequest request = new BuildRequest(
                UUID.randomUUID().toString(),
                source.toString(),
                new Source(source.toString(), null, null),
                build,
                new Recipe(null, null, null, null, false, false, null),
                new Destination(List.of(tag), true, List.of(), null, null),
                builder(),
                null,
                List.of(),
                ProgressStyle.PLAIN,
                Limits.ofRetries(0));
        BuildReporter reporter =
                new BuildReporter(console, this::told, ProgressStyle.PLAIN, SecretMask.of(Secrets.none()));
        BuilderFinder finder = new BuilderFinder(Map.of());
        BuildKitEngine buildkit = new BuildKitEngine(finder, NO_LOGINS);
        return new BuildRunner(new S2iEngine(
                        buildkit,
                        new ContainerChooser(new BuilderProbe(Map.of()), finder, NO_LOGINS),
                        NO_LOGINS,
                        null,
                        Duration.ofSeconds(limitSeconds)))
                .run(request, Secrets.none(), reporter, cancellation);
    }

    private long cleanBuilds(String why) {
        return text().lines()
                .filter(line -> line.contains("Clean build: "))
                .peek(line -> assertTrue(line.contains("Clean build: " + why), line))
                .count();
    }

    private String text() {
        return console.toString(StandardCharsets.UTF_8);
    }
}
