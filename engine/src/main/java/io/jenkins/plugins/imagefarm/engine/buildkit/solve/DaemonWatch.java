package io.jenkins.plugins.imagefarm.engine.buildkit.solve;

import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ControlGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ListWorkersRequest;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notices within 30 s a daemon that no longer answers although its connection stands: its machine lost power or the
 * network swallows packets. A daemon that ends closes the connection, which gRPC tells at once.
 *
 * <p>It asks with a small call and not with HTTP/2's pings: grpc-go's server hangs up on a client that pings more than
 * every 5 minutes while a silent RUN sends nothing ({@code keepalive.EnforcementPolicy}, which buildkitd leaves as it is).
 */
public final class DaemonWatch implements AutoCloseable {
    private static final int PERIOD_SECONDS = 5;
    private static final int ANSWER_SECONDS = 20;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "daemon-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final BuilderConnection connection;
    private final Runnable onLost;

    /** @param onLost called once, on a thread of the watch */
    public DaemonWatch(BuilderConnection connection, Runnable onLost) {
        this.connection = connection;
        this.onLost = onLost;
        timer.scheduleWithFixedDelay(this::ask, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void ask() {
        try {
            ControlGrpc.newBlockingStub(connection.channel())
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .listWorkers(ListWorkersRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            if (!timer.isShutdown()) {
                timer.shutdown();
                onLost.run();
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
