package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * {@code image-farm run}: one build as Jenkins asks for it, through the files of a control directory.
 *
 * <p>The secrets are read and their file deleted first. Then the build runs, its console text and events are appended to their
 * files, and the result is the last thing written, also if there was nothing that could be built. The process needs nobody who
 * listens: Jenkins may stop and start while it runs.
 *
 * <p>No picocli: every build in Jenkins begins here, and to load it takes a third of the time until then.
 */
final class RunCommand {
    static final String NAME = "run";

    private static final String FREE_SPACE = "There must be room on the disk of the build's workspace.";

    private final Path directory;

    /** @param directory holds the request */
    RunCommand(Path directory) {
        this.directory = directory;
    }

    /** @return the exit code */
    int run() throws InterruptedException {
        ControlDirectory control = new ControlDirectory(directory);
        try {
            Secrets secrets = control.takeSecrets();
            BuildRequest request = control.request();
            control.reserveResult();
            return run(control, request, secrets);
        } catch (ProblemException e) {
            throw refused(control, e);
        } catch (IOException e) {
            throw refused(
                    control,
                    new ProblemException(
                            Problem.service(
                                    "Files in '" + directory + "' cannot be written: " + IoReason.of(e), FREE_SPACE),
                            e));
        }
    }

    /** Jenkins reads the result, a person at a terminal what the program says. */
    private static ProblemException refused(ControlDirectory control, ProblemException e) {
        control.refuse(e.problem());
        return e;
    }

    private static int run(ControlDirectory control, BuildRequest request, Secrets secrets)
            throws IOException, InterruptedException {
        Cancellation cancellation = new Cancellation();
        Consumer<IOException> lost = e -> cancellation.fail(
                Problem.service("The log of the build cannot be written: " + IoReason.of(e), FREE_SPACE));
        try (CancelOnShutdown shutdown = new CancelOnShutdown(cancellation);
                LogFile console = control.console(lost);
                EventFile events = new EventFile(control.events(lost));
                CancelFileWatch watch = new CancelFileWatch(control, cancellation)) {
            BuildReporter reporter = new BuildReporter(console, events, request.progress(), SecretMask.of(secrets));
            BuildResult result = Engine.runner(
                            Engine.userLogins(reporter.console()),
                            control.answers(),
                            control.statements(),
                            control.sources())
                    .run(request, secrets, reporter, cancellation);
            control.writeResult(result);
            return shutdown.ended(ExitCode.of(result));
        }
    }
}
