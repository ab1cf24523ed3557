package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

/**
 * A pod that does nothing, and whose process namespace the RUN steps of one build join. When it is removed, the kernel ends every
 * process in the namespace; that is the only way to stop a RUN by Podman's API: when a build's client goes, Podman forgets the
 * build, but its RUN goes on (Podman 4.3 to 5.8).
 *
 * <p>It needs no image and no network: Podman makes a pod's image from the {@code catatonit} that it is installed with.
 */
final class ProcessPod {
    /** By this label abandoned pods are found; its value is the build's id. */
    static final String LABEL = "io.jenkins.image-farm.build";

    private final Transport transport;
    private final String name;
    private final long process;
    private boolean removed;

    private ProcessPod(Transport transport, String name, long process) {
        this.transport = transport;
        this.name = name;
        this.process = process;
    }

    /** @throws IOException if the node cannot make pods; nothing is left of it */
    static ProcessPod start(Transport transport, LibpodApi api, String build) throws IOException {
        String name = "image-farm-" + UUID.randomUUID();
        ProcessPod unstarted = new ProcessPod(transport, name, 0);
        try {
            long process = api.startPod(name, LABEL, build);
            if (process <= 0) {
                throw new IOException("its process is not known");
            }
            return new ProcessPod(transport, name, process);
        } catch (IOException | RuntimeException e) {
            unstarted.remove(Duration.ofSeconds(5));
            throw e;
        }
    }

    /** The path of the namespace on the node. */
    String namespace() {
        return "/proc/" + process + "/ns/pid";
    }

    /**
     * Ends it and all that runs in it, whatever became of the build's own connection.
     *
     * @return whether it is gone
     */
    synchronized boolean remove(Duration limit) {
        if (!removed) {
            try {
                new LibpodApi(new RestClient(transport, new Cancellation()), limit).removePod(name);
                removed = true;
            } catch (IOException e) {
                // Who asked knows what that means.
            }
        }
        return removed;
    }
}
