package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.farm.LocalSlots;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How a build is run, and what is seen of it. */
final class ExecutionOptions {
    @Option(names = "--progress", paramLabel = "STYLE", description = "plain, quiet or rawjson. Default: plain.")
    private String progress = "plain";

    @Option(
            names = {"-q", "--quiet"},
            description = "As --progress quiet: print the image id only.")
    private boolean quiet;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often a failure of a builder or registry is tried again. Default: ${DEFAULT-VALUE}.")
    private int retries = 2;

    @Option(
            names = "--retry-delay",
            paramLabel = "TIME",
            description =
                    "The pause before the first of these tries; doubled each time, up to 30 s. Default: ${DEFAULT-VALUE}.")
    private String retryDelay = "1s";

    @Option(
            names = "--start-timeout",
            paramLabel = "TIME",
            description = "How long the build may wait for its builder. Default: as long as it takes.")
    private String startTimeout;

    @Option(
            names = "--no-output-timeout",
            paramLabel = "TIME",
            description = "How long the build may put out nothing until it is stopped. Default: as long as it takes.")
    private String noOutputTimeout;

    ProgressStyle style() {
        return quiet ? ProgressStyle.QUIET : style(progress);
    }

    Limits limits() {
        return new Limits(
                retries,
                ms("--retry-delay", retryDelay),
                ms("--start-timeout", startTimeout),
                ms("--no-output-timeout", noOutputTimeout));
    }

    private static long ms(String option, String time) {
        return time == null ? 0 : Time.of(option, time).toMillis();
    }

    /**
     * @param logins of registries; the console is told what is wrong with them
     * @return the exit code
     */
    int run(
            BuildRequest request,
            Secrets secrets,
            Function<PrintStream, LoginSource> logins,
            PrintStream out,
            PrintStream err)
            throws InterruptedException {
        // As buildx: progress goes to standard error, so that standard output holds the image id alone when it is asked
        // for.
        PrintStream console = request.progress() == ProgressStyle.QUIET ? out : err;
        Cancellation cancellation = new Cancellation();
        try (CancelOnShutdown shutdown = new CancelOnShutdown(cancellation)) {
            BuildReporter reporter =
                    new BuildReporter(console, event -> {}, request.progress(), SecretMask.of(secrets));
            return shutdown.ended(ExitCode.of(Engine.runner(logins.apply(console), new LocalSlots(), null, null)
                    .run(request, secrets, reporter, cancellation)));
        }
    }

    private static ProgressStyle style(String name) {
        String wanted = name.equals("auto") ? "plain" : name;
        return Arrays.stream(ProgressStyle.values())
                .filter(style -> style.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.user("'" + name + "' is not a progress style", "Use plain, quiet or rawjson.")));
    }
}
