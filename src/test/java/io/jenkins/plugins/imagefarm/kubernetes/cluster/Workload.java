package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What runs in a pod's container. */
interface Workload {
    /** Where it listens. */
    InetSocketAddress address();

    /** Whether it takes connections. */
    boolean answers();

    /** Completed with its exit code when it has ended. */
    CompletableFuture<Integer> ended();

    String log() throws IOException;

    /** It neither runs nor ends any more, and its connections stay open: as on a node that is lost. */
    void freeze() throws IOException;

    /** Asks it to end, and makes it end when the time is over; waits until it has. Nothing of it is left then. */
    void end(Duration grace);

    /** Makes them. */
    @FunctionalInterface
    interface Maker {
        /**
         * @param order what the pod wants
         * @throws IOException if there is nothing that could start
         */
        Workload start(ContainerStart order) throws IOException;
    }
}
