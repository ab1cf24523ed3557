package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in s2i's words why the Dockerfile of an s2i build could not be built. */
record FailureJudge(Scripts scripts, ImageMetadata builder, ImageMetadata runtime) {
    private static final Pattern EXIT = Pattern.compile("exit code (\\d+)");
    private static final int NOT_FOUND = 127;

    /** What runc, crun and shells say of a program that is not there. */
    private static final Pattern MISSING =
            Pattern.compile("no such file or directory|executable file not found|not found|the image has no");

    private static final Pattern NO_ARTIFACT = Pattern.compile("--from=" + S2iDockerfile.ASSEMBLED);

    ProblemException explain(ProblemException failure, StepWatch steps) {
        Problem problem = failure.problem();
        Optional<ScriptName> failed = steps.failed();
        if (problem.fault() == Fault.USER && failed.isPresent()) {
            return scriptFailed(failed.get(), steps.lastLines(failed.get()), failure);
        }
        return new S2iFailure(reason(problem), problem, failure);
    }

    private S2iReason reason(Problem problem) {
        String cause = problem.cause();
        if (problem.fault() == Fault.USER && NO_ARTIFACT.matcher(cause).find()) {
            return S2iReason.FETCH_RUNTIME_ARTIFACTS_FAILED;
        }
        if (cause.contains(builder.pinned())) {
            return S2iReason.PULL_BUILDER_IMAGE_FAILED;
        }
        if (runtime != null && cause.contains(runtime.pinned())) {
            return S2iReason.PULL_RUNTIME_IMAGE_FAILED;
        }
        return S2iReason.GENERIC_S2I_BUILD_FAILED;
    }

    private S2iFailure scriptFailed(ScriptName name, List<String> lastLines, ProblemException failure) {
        Script script = scripts.required(name);
        String cause = failure.problem().cause();
        Matcher exit = EXIT.matcher(cause);
        int code = exit.find() ? Integer.parseInt(exit.group(1)) : NOT_FOUND;
        if (code == NOT_FOUND && isMissing(script, cause, lastLines)) {
            String interpreter = script.isUploaded() ? ", or the program that its first line names is not there" : "";
            return new S2iFailure(
                    S2iReason.INSTALL_SCRIPTS_FAILED,
                    Problem.user(
                            "The image " + image(name).name() + " has no " + script.path() + interpreter
                                    + "; looked at: " + String.join("; ", scripts.looked()) + "; " + script.path(),
                            "Use a builder image that has its scripts, or put them into .s2i/bin of the source."),
                    failure);
        }
        String last = lastLines.isEmpty() ? "" : ". Its last lines: " + String.join(" | ", lastLines);
        return new S2iFailure(
                S2iReason.ASSEMBLE_FAILED,
                Problem.user(script.path() + " failed with exit code " + code + last, "See its output above."),
                failure);
    }

    private ImageMetadata image(ScriptName name) {
        return name == ScriptName.ASSEMBLE_RUNTIME && runtime != null ? runtime : builder;
    }

    private static boolean isMissing(Script script, String cause, List<String> lastLines) {
        return cause.contains(script.path()) && cause.contains("cannot start")
                || lastLines.stream()
                        .anyMatch(line -> line.contains(script.path())
                                && MISSING.matcher(line).find());
    }
}
