package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Jenkins can rely on in a control directory. */
class ControlDirectoryTest {
    private static final Secrets SECRETS =
            new Secrets(Map.of(), Map.of("token", "hunter2".getBytes(StandardCharsets.UTF_8)));

    @TempDir
    private Path context;

    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    private ControlFolder control;

    @BeforeEach
    void useFolder() {
        control = new ControlFolder(folder);
    }

    @Test
    void aBuildIsToldInItsFilesAndNowhereElse() throws Exception {
        TestRequest request = TestRequest.of(
                context,
                Engines.buildkitd(),
                "RUN --mount=type=secret,id=token wc -c < /run/secrets/token; echo 'über ☃'");
        CommandLineRun run = control.with(request.request(), SECRETS).run();
        assertEquals(0, run.exitCode(), run.output());
        assertEquals("", run.output());
        assertEquals(
                Set.of(ControlFiles.REQUEST, ControlFiles.CONSOLE, ControlFiles.EVENTS, ControlFiles.RESULT),
                control.files());
        assertTrue(control.console().contains(" über ☃\n"), control.console());
        BuildResult result = control.result();
        assertEquals(BuildState.SUCCESS, result.state());
        List<BuildEvent> events = control.events();
        assertEquals(BuildState.RUNNING, ((BuildEvent.StateChanged) events.get(0)).state());
        assertEquals(BuildState.SUCCESS, ((BuildEvent.StateChanged) events.get(events.size() - 1)).state());
        assertTrue(events.stream()
                .anyMatch(event -> event instanceof BuildEvent.StepOutput output
                        && output.text().contains("über ☃")));
    }

    @Test
    void secretsAreDeletedBeforeTheRequestIsRead() throws Exception {
        String request = Wire.write(TestRequest.of(context, Engines.buildkitd()).request());
        Files.writeString(control.file(ControlFiles.SECRETS), Wire.write(SECRETS));
        Path fifo = control.file(ControlFiles.REQUEST);
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        try (EngineProcess engine = control.start(elsewhere)) {
            Eventually.holds("the secrets are gone", () -> !Files.exists(control.file(ControlFiles.SECRETS)));
            Files.writeString(fifo, request); // Only now can the engine know what it is to do.
            assertEquals(0, engine.exitCode(), engine.output());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|is not a build request",
                "{|is not a build request",
                "[]|is not a build request",
                "{}|is not a build request",
                "{\"id\":7,\"retries\":\"many\"}|is not a build request",
                "{\"destination\":{\"tags\":[\"a;touch x\"]}}|'a;touch x' is not"
            })
    void aRequestThatIsNotValidIsRefusedInOneLine(String json, String cause) throws Exception {
        Files.writeString(control.file(ControlFiles.REQUEST), json);
        Files.writeString(control.file(ControlFiles.SECRETS), Wire.write(SECRETS));
        assertRefused(cause);
    }

    @Test
    void aRequestThatIsMissingIsToldInOneLine() throws Exception {
        Files.writeString(control.file(ControlFiles.SECRETS), Wire.write(SECRETS));
        assertRefused("cannot be read: it does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{\"values\":{\"token\":\"hunter2 ü\"}}",
                "{\"values\":{\"token\":\"hunter2\"}",
                "{\"logins\":\"hunter2\"}"
            })
    void secretsThatCannotBeReadAreDeletedAndNotShown(String json) throws Exception {
        control.with(TestRequest.of(context, Engines.buildkitd()).request());
        Files.write(control.file(ControlFiles.SECRETS), json.getBytes(StandardCharsets.ISO_8859_1));
        CommandLineRun run = assertRefused("does not hold secrets");
        assertFalse((run.output() + control.console() + control.result()).contains("hunter2"));
    }

    private CommandLineRun assertRefused(String cause) throws Exception {
        CommandLineRun run = control.run();
        assertEquals(1, run.exitCode(), run.output());
        assertEquals(1, run.output().lines().count(), run.output());
        assertTrue(run.output().startsWith("ERROR: ") && run.output().contains(cause), run.output());
        assertEquals(run.output(), control.console());
        assertEquals(BuildState.FAILURE, control.result().state());
        assertEquals(Fault.USER, control.result().problem().fault());
        assertEquals(run.output(), "ERROR: " + control.result().problem() + "\n");
        assertFalse(Files.exists(control.file(ControlFiles.SECRETS)));
        return run;
    }

    @Test
    void aDirectoryThatDoesNotExistIsToldInOneLine() {
        CommandLineRun run = new ControlFolder(folder.resolve("not-there")).run();
        assertEquals(1, run.exitCode(), run.output());
        assertEquals(1, run.output().lines().count(), run.output());
        assertTrue(run.output().contains("not-there"), run.output());
    }

    @Test
    void theResultAppearsWholeAndLast() throws Exception {
        StepProcess step = new StepProcess();
        control.with(
                TestRequest.of(context, Engines.buildkitd(), step.instruction()).request());
        try (EngineProcess engine = control.start(elsewhere)) {
            step.awaitStart();
            assertFalse(Files.exists(control.file(ControlFiles.RESULT)));
            control.cancel();
            Eventually.holds("there is a result", () -> Files.exists(control.file(ControlFiles.RESULT)));
            assertEquals(BuildState.CANCELLED, control.result().state());
            assertTrue(control.console().endsWith("The build was cancelled.\n"), control.console());
            List<BuildEvent> events = control.events();
            assertEquals(BuildState.CANCELLED, ((BuildEvent.StateChanged) events.get(events.size() - 1)).state());
            step.awaitEnd();
            assertEquals(130, engine.exitCode());
        }
    }

    @Test
    void aBuildThatSomebodyShouldLookAfterIsCancelledWhenNobodyDoes() throws Exception {
        StepProcess step = new StepProcess();
        control.with(
                TestRequest.of(context, Engines.buildkitd(), step.instruction()).request());
        Path attended = Files.createFile(control.file(ControlFiles.ATTENDED));
        try (EngineProcess engine = control.start(elsewhere)) {
            step.awaitStart();
            Files.setLastModifiedTime(attended, FileTime.from(Instant.now().minus(Duration.ofMinutes(29))));
            assertFalse(Files.exists(control.file(ControlFiles.RESULT)));
            Files.setLastModifiedTime(attended, FileTime.from(Instant.now().minus(Duration.ofMinutes(31))));
            assertEquals(130, engine.exitCode());
            assertEquals(BuildState.CANCELLED, control.result().state());
            step.awaitEnd();
        }
    }

    @Test
    void aBuildThatIsCancelledBeforeItStartsAsksNoDaemon() throws Exception {
        try (TcpProxy proxy = TcpProxy.overTcp(Engines.buildkitd())) {
            control.with(TestRequest.of(context, proxy.builder()).request()).cancel();
            CommandLineRun run = control.run();
            assertEquals(130, run.exitCode(), run.output());
            assertEquals(BuildState.CANCELLED, control.result().state());
            assertEquals(0, proxy.accepted());
        }
    }

    @Test
    void whatWasWrittenBeforeIsKept() throws Exception {
        Files.writeString(control.file(ControlFiles.CONSOLE), "Jenkins was here\n");
        control.with(TestRequest.of(context, Engines.buildkitd()).request()).run();
        assertTrue(control.console().startsWith("Jenkins was here\n#0 building with"), control.console());
    }
}
