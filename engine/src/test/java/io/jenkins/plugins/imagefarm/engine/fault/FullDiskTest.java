package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up while a build runs: the build ends, and whoever asked for it learns why. */
class FullDiskTest {
    @TempDir
    private Path context;

    @TempDir
    private Path mountPoint;

    @Test
    void aLogThatFillsTheDiskEndsTheBuildAndTheResultSaysSo() throws Exception {
        try (SmallDisk disk = SmallDisk.at(mountPoint, "160k")) {
            StepProcess step = new StepProcess();
            ControlFolder control = new ControlFolder(mountPoint)
                    .with(TestRequest.of(context, Engines.buildkitd(), "RUN seq 1 30000; " + step.command())
                            .request());
            CommandLineRun run = control.run();
            step.awaitEnd();
            assertEquals(3, run.exitCode(), run.output());
            BuildResult result = control.result();
            assertEquals(BuildState.FAILURE, result.state());
            assertEquals(Fault.SERVICE, result.problem().fault());
            assertEquals(
                    "The log of the build cannot be written: No space left on device",
                    result.problem().cause());
            assertEquals(
                    List.of(BuildState.RUNNING),
                    control.events().stream()
                            .filter(BuildEvent.StateChanged.class::isInstance)
                            .map(event -> ((BuildEvent.StateChanged) event).state())
                            .toList());
        }
    }

    @Test
    void aDiskThatIsFullAtTheStartIsToldOnStandardError() throws Exception {
        try (SmallDisk disk = SmallDisk.at(mountPoint, "64k")) {
            ControlFolder control = new ControlFolder(mountPoint)
                    .with(TestRequest.of(context, Engines.buildkitd()).request());
            CommandLineRun run = control.run();
            assertEquals(3, run.exitCode(), run.output());
            assertEquals(1, run.output().lines().count(), run.output());
            assertTrue(run.output().contains("No space left on device"), run.output());
            assertTrue(Files.notExists(control.file(ControlFiles.SECRETS)));
        }
    }

    @Test
    void aResultThatDoesNotFitLeavesNothingOfItself() throws Exception {
        try (SmallDisk disk = SmallDisk.at(mountPoint, "512k")) {
            Output archive =
                    new Output(Output.Type.OCI, mountPoint.resolve("image.tar").toString(), Map.of());
            BuildResult result = BackgroundBuild.of(TestRequest.of(context, Engines.buildkitd())
                            .output(archive)
                            .request())
                    .result();
            assertEquals(BuildState.FAILURE, result.state());
            assertEquals(Fault.SERVICE, result.problem().fault());
            assertTrue(result.problem().cause().contains("disk is full"), result.problem()::toString);
            try (var files = Files.list(mountPoint)) {
                assertEquals(List.of(), files.toList());
            }
        }
    }
}
