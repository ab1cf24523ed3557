package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C at a terminal, and Jenkins that ends a process: the program takes its build with it. */
class SignalTest {
    @TempDir
    private Path context;

    @TempDir
    private Path results;

    @TempDir
    private Path elsewhere;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalCancelsTheBuildAndLeavesNothing(String signal) throws Exception {
        StepProcess step = new StepProcess();
        TestRequest.of(context, Engines.buildkitd(), "RUN echo first", step.instruction());
        try (EngineProcess engine = EngineProcess.start(
                elsewhere,
                "build",
                "--builder=" + Engines.buildkitd().uri(),
                "--output=type=oci,dest=" + results.resolve("image.tar"),
                "--output=type=local,dest=" + results.resolve("folder"),
                "--metadata-file=" + results.resolve("metadata.json"),
                "--iidfile=" + results.resolve("iid"),
                context.toString())) {
            step.awaitStart();
            engine.signal(signal);
            step.awaitEnd();
            assertEquals(130, engine.exitCode(), engine.output());
            assertTrue(engine.output().endsWith("The build was cancelled.\n"), engine.output());
            assertEquals(List.of(), engine.temporaryFiles());
        }
        try (var files = Files.walk(results)) {
            assertEquals(List.of(results), files.toList());
        }
    }
}
