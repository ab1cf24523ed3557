package io.jenkins.plugins.imagefarm.engine.transport.http;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Notices within 30 s a Docker or Podman that no longer answers although its connections stand. A build's own connection says
 * nothing: it is silent as long as what runs is.
 */
public final class PingWatch implements AutoCloseable {
    private static final int PERIOD_SECONDS = 5;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ping-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final Cancellation ended = new Cancellation();
    private final RestClient rest;
    private final Runnable onLost;

    /**
     * @param rest makes a client whose requests end when it is cancelled
     * @param onLost called once, on a thread of the watch
     */
    public PingWatch(Function<Cancellation, RestClient> rest, Runnable onLost) {
        this.rest = rest.apply(ended);
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
