package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import java.util.List;

/**
 * How a failure reached its user.
 *
 * @param exitCode of the program
 * @param console what it printed
 */
record FailedBuild(int exitCode, String console) {
    static FailedBuild of(CommandLineRun run) {
        return new FailedBuild(run.exitCode(), run.output());
    }

    static FailedBuild of(BackgroundBuild build) throws Exception {
        BuildResult result = build.result();
        assertEquals(BuildState.FAILURE, result.state(), build::console);
        assertTrue(build.console().endsWith("ERROR: " + result.problem() + "\n"), build::console);
        return new FailedBuild(result.problem().fault() == Fault.USER ? 1 : 3, build.console());
    }

    /** One line at the end says all of this; exit code 1. */
    FailedBuild isTheUsersFault(String... all) {
        return is(1, all);
    }

    /** One line at the end says all of this; exit code 3. */
    FailedBuild isTheServicesFault(String... all) {
        return is(3, all);
    }

    /** There is nothing but one line, which says all of this; exit code 2. */
    void isBadUsage(String... all) {
        is(2, all).saysNothingElse();
    }

    /** The build did not even begin. */
    void saysNothingElse() {
        assertEquals(1, console.lines().count(), console);
    }

    private FailedBuild is(int code, String... all) {
        assertEquals(code, exitCode, console);
        List<String> lines = console.lines().toList();
        String last = lines.get(lines.size() - 1);
        assertTrue(last.startsWith("ERROR: "), console);
        assertEquals(
                1, lines.stream().filter(line -> line.startsWith("ERROR: ")).count(), console);
        assertFalse(console.contains("Exception"), console);
        for (String each : all) {
            assertTrue(last.contains(each), () -> "'" + each + "' is not in: " + last);
        }
        return this;
    }
}
