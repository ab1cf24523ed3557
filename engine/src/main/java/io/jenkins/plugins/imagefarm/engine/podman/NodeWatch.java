package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notices within 30 s a Podman that no longer answers although its connections stand. A build's own connection says nothing: it is
 * silent as long as a RUN is.
 */
final class NodeWatch implements AutoCloseable {
    private static final int PERIOD_SECONDS = 5;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "podman-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final Cancellation ended = new Cancellation();
    private final RestClient rest;
    private final Runnable onLost;

    /** @param onLost called once, on a thread of the watch */
    NodeWatch(Transport transport, Runnable onLost) {
        this.rest = new RestClient(transport, ended);
        this.onLost = onLost;
        timer.scheduleWithFixedDelay(this::ask, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void ask() {
        try {
            rest.send(RestRequest.get("/_ping").within(ANSWER)).close();
        } catch (CancelledException e) {
            // The watch has ended.
        } catch (IOException e) {
            if (!timer.isShutdown()) {
                timer.shutdown();
                onLost.run();
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        ended.cancel();
    }
}
