package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The scheduler, the kubelets of all nodes, and the garbage collector. */
final class Kubelet implements PodObserver, AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(Kubelet.class.getName());
    private static final int THREADS = 16; // those of pods that end wait for their processes

    private final int port;
    private final Workload.Maker maker;
    private final Addresses addresses = new Addresses();
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS);
    private final Map<String, PodPlay> pods = new ConcurrentHashMap<>(); // by uid
    private volatile Function<Pod, PodScript> scripts = pod -> PodScript.ready();
    private volatile ApiObjects api;

    /** @param port at which daemons listen */
    Kubelet(int port, Workload.Maker maker) {
        this.port = port;
        this.maker = maker;
        threads.setRemoveOnCancelPolicy(true);
    }

    void use(ApiObjects objects) {
        api = objects;
    }

    void script(Function<Pod, PodScript> pods) {
        scripts = pods;
    }

    ApiObjects api() {
        return api;
    }

    List<PodPlay> plays() {
        return List.copyOf(pods.values());
    }

    @Override
    public void created(Pod pod) {
        PodPlay play = new PodPlay(this, pod, scripts.apply(pod));
        pods.put(pod.getMetadata().getUid(), play);
        later(Duration.ZERO, play::schedule);
    }

    @Override
    public void deleting(Pod pod) {
        PodPlay play = pods.get(pod.getMetadata().getUid());
        if (play != null) {
            later(Duration.ZERO, play::delete);
        }
    }

    @Override
    public void gone(Pod pod) {
        PodPlay play = pods.remove(pod.getMetadata().getUid());
        if (play != null) {
            later(Duration.ZERO, play::vanish);
        }
        collectGarbage();
    }

    void collectGarbage() {
        later(Duration.ZERO, api::collectGarbage);
    }

    String nodeFor(Pod pod) {
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        return selector == null ? "worker" : "worker-" + selector.getOrDefault("kubernetes.io/arch", "any");
    }

    String freeAddress() {
        return addresses.free(port);
    }

    Workload start(ContainerStart start) throws IOException {
        return maker.start(start);
    }

    ScheduledFuture<?> later(Duration time, Runnable step) {
        try {
            return threads.schedule(
                    () -> {
                        try {
                            step.run();
                        } catch (RuntimeException | Error e) {
                            LOGGER.log(Level.SEVERE, "A pod does not go on", e);
                        }
                    },
                    time.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null; // closed
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        plays().forEach(PodPlay::vanish);
    }
}
