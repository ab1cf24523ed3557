package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code image-farm run}: one build as Jenkins asks for it, through the files of a control directory.
 *
 * <p>The secrets are read and their file deleted first. Then the build runs, its console text and events are appended to their
 * files, and the result is the last thing written. The process needs nobody who listens: Jenkins may stop and start while
 * it runs.
 */
@Command(
        name = "run",
        description = "Run the build of a control directory, as Jenkins asks for it.",
        hidden = true,
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final int CANCEL_POLL_MS = 200;

    @Parameters(paramLabel = "CONTROL_DIR", description = "The directory that holds request.json.")
    private Path directory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlDirectory control = new ControlDirectory(directory);
        Secrets secrets = control.takeSecrets();
        BuildRequest request = control.request();
        control.reserveResult();
        Cancellation cancellation = new Cancellation();
        ScheduledExecutorService watch = watchForCancel(control, cancellation);
        try (PrintStream console = new PrintStream(control.console(), true, StandardCharsets.UTF_8);
                EventFile events = new EventFile(control.events());
                CancelOnShutdown shutdown = new CancelOnShutdown(cancellation)) {
            BuildReporter reporter = new BuildReporter(console, new EventLog(events), request.progress());
            BuildResult result =
                    Engine.runner(Engine.userLogins(console)).run(request, secrets, reporter, cancellation);
            control.writeResult(result);
            return ExitCode.of(result);
        } finally {
            watch.shutdownNow();
        }
    }

    private static ScheduledExecutorService watchForCancel(ControlDirectory control, Cancellation cancellation) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "cancel-watch");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(
                () -> {
                    if (control.isCancelRequested()) {
                        cancellation.cancel();
                    }
                },
                CANCEL_POLL_MS,
                CANCEL_POLL_MS,
                TimeUnit.MILLISECONDS);
        return timer;
    }
}
