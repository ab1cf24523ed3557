package io.jenkins.plugins.imagefarm.engine.fault;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A build of the engine in this JVM, on a thread of its own, that can be cancelled. */
final class BackgroundBuild {
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    private final Cancellation cancellation;
    private final FutureTask<BuildResult> task;

    private BackgroundBuild(BuildEngine engine, BuildRequest request, Secrets secrets, Cancellation cancellation) {
        this.cancellation = cancellation;
        BuildReporter reporter = new BuildReporter(console, events::add, request.progress(), SecretMask.of(secrets));
        BuildRunner runner = new BuildRunner(engine);
        task = new FutureTask<>(() -> runner.run(request, secrets, reporter, cancellation));
        Thread thread = new Thread(task, "build-in-test");
        thread.setDaemon(true);
        thread.start();
    }

    private static BuildEngine buildkit() {
        return new BuildKitEngine(new BuilderFinder(Map.of()), host -> Optional.empty());
    }

    static BackgroundBuild on(BuildEngine engine, BuildRequest request, Secrets secrets) {
        return new BackgroundBuild(engine, request, secrets, new Cancellation());
    }

    static BackgroundBuild of(BuildRequest request) {
        return new BackgroundBuild(buildkit(), request, Secrets.none(), new Cancellation());
    }

    static BackgroundBuild of(BuildRequest request, Secrets secrets) {
        return new BackgroundBuild(buildkit(), request, secrets, new Cancellation());
    }

    static BackgroundBuild of(BuildRequest request, Cancellation cancellation) {
        return new BackgroundBuild(buildkit(), request, Secrets.none(), cancellation);
    }

    void cancel() {
        cancellation.cancel();
    }

    BuildResult result() throws Exception {
        return result(Eventually.SOON);
    }

    BuildResult result(Duration bound) throws Exception {
        try {
            return task.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the build did not end within " + bound.toSeconds() + " s:\n" + console(), e);
        } catch (ExecutionException e) {
            throw new AssertionError("a build ends with a result, whatever happens:\n" + console(), e.getCause());
        }
    }

    String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    List<BuildEvent> events() {
        return List.copyOf(events);
    }

    void awaitConsole(String text) throws Exception {
        Eventually.holds(
                () -> "'" + text + "' in the console:\n" + console(),
                Eventually.SOON,
                () -> console().contains(text));
    }
}
