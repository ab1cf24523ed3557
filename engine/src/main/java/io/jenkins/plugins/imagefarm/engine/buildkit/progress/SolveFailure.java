package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a solve failed: for the user, and as the console shows it.
 *
 * @param problem whose fault it is, what went wrong, and what to do about it
 * @param ofRegistry a registry failed, and not the builder
 * @param details what the builder said
 */
public record SolveFailure(Problem problem, boolean ofRegistry, ErrorDetails details) {
    private static final List<FailureRule> RULES = Stream.of(
                    FailureRules.SILENT_REGISTRY,
                    FailureRules.CONNECTION,
                    FailureRules.RUN,
                    FailureRules.DOCKERFILE,
                    FailureRules.REGISTRY,
                    FailureRules.BUILDER)
            .flatMap(List::stream)
            .toList();

    /** Go prints URLs as they are; a Git source's may carry a password. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s\"]+@");

    /** @param progress of the solve, as far as it went */
    public static SolveFailure of(StatusRuntimeException error, SolveProgress progress) {
        ErrorDetails details = ErrorDetails.of(error);
        Failure failure = new Failure(
                details,
                progress.step(details.vertex()).or(progress::failedStep).orElse(null));
        for (FailureRule rule : RULES) {
            Optional<Problem> problem = rule.explain(failure);
            if (problem.isPresent()) {
                boolean ofRegistry =
                        FailureRules.SILENT_REGISTRY.contains(rule) || FailureRules.REGISTRY.contains(rule);
                return new SolveFailure(withoutPasswords(problem.get()), ofRegistry, details);
            }
        }
        return new SolveFailure(withoutPasswords(otherwise(failure)), false, details);
    }

    /** Whether the builder says that the call was cancelled; the caller knows whether it was itself. */
    public boolean isCancelled() {
        return details.code() == Code.CANCELLED;
    }

    private static Problem otherwise(Failure failure) {
        Fault fault = failure.isOfDockerfile() ? Fault.USER : Fault.SERVICE;
        String message = failure.details().message();
        String cause = message.isEmpty()
                ? "The builder failed with " + failure.details().code()
                : message;
        return new Problem(fault, cause + failure.words().get("at"), "");
    }

    private static Problem withoutPasswords(Problem problem) {
        return new Problem(problem.fault(), USER_INFO.matcher(problem.cause()).replaceAll("****@"), problem.advice());
    }
}
