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

    private static final Pattern NO_ARTIFACT = Pattern.compile("--from=" + S2iDockerfile.ASSEMBLED);

    ProblemException explain(ProblemException failure, StepWatch steps) {
        if (failure instanceof S2iFailure known) {
            return known;
        }
        Problem problem = failure.problem();
        Optional<ScriptName> failed = steps.failed();
        if (problem.fault() == Fault.USER && failed.isPresent()) {
            return scriptFailed(failed.get(), steps.lastLines(failed.get()), failure);
        }
        return new S2iFailure(reason(problem), problem, failure);
    }

    /** Where ONBUILD instructions do the build. */
    ProblemException explainOnBuild(ProblemException failure) {
        S2iReason reason = reason(failure.problem());
        boolean ofStep = reason == S2iReason.GENERIC_S2I_BUILD_FAILED
                && failure.problem().fault() == Fault.USER;
        return new S2iFailure(ofStep ? S2iReason.DOCKER_IMAGE_BUILD_FAILED : reason, failure.problem(), failure);
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
        String how = exit.find() ? "exit code " + exit.group(1) : "an unknown exit code";
        if (isMissing(script, cause, lastLines)) {
            return new S2iFailure(
                    S2iReason.INSTALL_SCRIPTS_FAILED,
                    Problem.user(
                            "The image " + image(name).name() + " has no " + script.path()
                                    + ", or not the program that its first line names; looked at: "
                                    + String.join("; ", scripts.looked()) + "; " + script.path(),
                            "Use a builder image that has its scripts, or put them into .s2i/bin of the source."),
                    failure);
        }
        String last = lastLines.isEmpty() ? "" : ". Its last lines: " + String.join(" | ", lastLines);
        return new S2iFailure(
                S2iReason.ASSEMBLE_FAILED,
                Problem.user(script.path() + " failed with " + how + last, "See its output."),
                failure);
    }

    private ImageMetadata image(ScriptName name) {
        return name == ScriptName.ASSEMBLE_RUNTIME && runtime != null ? runtime : builder;
    }

    /** Whether the image has nothing that could run our scripts. */
    static boolean lacksShell(S2iFailure failure) {
        return failure.getCause() instanceof ProblemException cause
                && cause.problem().cause().contains("the image has no /bin/sh");
    }

    /** In the words of runc, crun and shells; a command that is missing within a script has the script's name further away. */
    private static boolean isMissing(Script script, String cause, List<String> lastLines) {
        String path = Pattern.quote(script.path());
        Pattern missing = Pattern.compile(
                path + "[\"\\\\]*: (?:stat " + path
                        + ": )?(?:not found|no such file or directory|executable file not found)",
                Pattern.CASE_INSENSITIVE);
        return cause.contains(script.path()) && cause.contains("cannot start")
                || lastLines.stream().anyMatch(line -> missing.matcher(line).find());
    }
}
