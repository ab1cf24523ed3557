package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is said of a build whose engine could not say it. */
final class Verdict {
    private static final int MOST_STRAY = 500;

    private Verdict() {}

    /** The engine ended without a result. Waits for the agent. */
    static Ending died(FilePath control, EngineProcess process, int exitStatus)
            throws IOException, InterruptedException {
        BuildRequest request = Wire.read(control.child(ControlFiles.REQUEST).readToString(), BuildRequest.class);
        String stray = process.strayOutput(control).strip();
        String last = stray.length() > MOST_STRAY ? "…" + stray.substring(stray.length() - MOST_STRAY) : stray;
        return Ending.of(
                request,
                failure(Problem.service(
                        "The build engine ended with exit status " + exitStatus + " and without a result"
                                + (last.isEmpty() ? "" : ": " + last),
                        "")));
    }

    /** The build's files are gone. */
    static BuildResult lost(BuildPlace place) {
        return failure(Problem.service(
                "The build's files on " + place.agent() + " are gone",
                "Something else emptied the workspace or its temporary folder while the build ran."));
    }

    /** @param ending how it would have ended; null if the engine did not end by itself */
    static Ending stopped(@NonNull StopOrder stop, @CheckForNull Ending ending) {
        BuildRequest request = ending == null ? null : ending.request();
        BuildResult result = ending == null ? null : ending.result();
        if (!stop.isTimeout()) {
            return new Ending(request, result, stop.cause(), null);
        }
        return Ending.of(
                request,
                failure(Problem.user(
                        "The build took longer than its timeout and was stopped",
                        "Give it more time with timeout, or look in the log for the step that takes so long.")));
    }

    private static BuildResult failure(Problem problem) {
        return new BuildResult(
                BuildState.FAILURE,
                null,
                null,
                List.of(),
                false,
                List.of(),
                Map.of(),
                null,
                System.currentTimeMillis(),
                0,
                0,
                0,
                List.of(),
                problem);
    }
}
