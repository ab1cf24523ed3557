package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sees all pods of this controller in one namespace: a list, and from then on a watch, so that no call is made while nothing
 * happens. The client's informer lists anew by itself when a watch breaks off; while the API server is away nothing is said, and a
 * pod is gone only if a list or an event says so.
 *
 * <p>An informer that is not let in ends. It is opened again with a new client, because a token may have run out.
 */
final class PodWatch implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(PodWatch.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final String controller;
    private final Listener listener;
    private final ScheduledExecutorService thread;
    private SharedIndexInformer<Pod> informer;
    private boolean closed;

    /** Told on any thread. */
    interface Listener {
        /** The pods that were there when the watch began; what is not among them is gone. */
        void listed(List<Pod> pods);

        void seen(Pod pod);

        void gone(Pod pod);

        /** There is no watch for now; it is tried again. */
        void blind(Problem why);
    }

    /** @param thread on which the watch is opened, which waits for the API server */
    PodWatch(Cluster cluster, String controller, Listener listener, ScheduledExecutorService thread) {
        this.cluster = cluster;
        this.controller = controller;
        this.listener = listener;
        this.thread = thread;
    }

    void open() {
        thread.execute(this::tryToOpen);
    }

    private synchronized void tryToOpen() {
        if (closed) {
            return;
        }
        try {
            KubernetesClient client = cluster.client();
            SharedIndexInformer<Pod> opened = client.pods()
                    .inNamespace(cluster.namespace())
                    .withLabel(PodMark.CONTROLLER, controller)
                    .runnableInformer(0);
            opened.exceptionHandler((started, failure) -> started && !isRefusal(failure));
            opened.addEventHandler(new Events());
            informer = opened;
            opened.start().whenComplete((done, failure) -> {
                if (failure == null) {
                    listener.listed(opened.getStore().list());
                } else {
                    lost(opened, failure);
                }
            });
            opened.stopped().whenComplete((done, failure) -> lost(opened, failure));
        } catch (ProblemException e) {
            again(e.problem());
        } catch (KubernetesClientException e) {
            again(problem(e));
        }
    }

    private synchronized void lost(SharedIndexInformer<Pod> opened, Throwable failure) {
        if (closed || informer != opened) {
            return;
        }
        informer = null;
        opened.stop();
        again(failure == null ? Problem.service(Messages.PodWatch_ended(cluster), "") : problem(failure));
    }

    private void again(Problem why) {
        LOGGER.log(Level.FINE, "No watch of {0}: {1}", new Object[] {cluster, why});
        listener.blind(why);
        thread.schedule(this::tryToOpen, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Problem problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException e) {
                return ClusterProblem.of(e, "list and watch", "pods", cluster.namespace());
            }
        }
        return Problem.service(Messages.PodWatch_failed(cluster, failure), "");
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof KubernetesClientException e
                && (e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                        || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (informer != null) {
            informer.stop();
            informer = null;
        }
    }

    private final class Events implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            listener.seen(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            listener.seen(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean deletedFinalStateUnknown) {
            listener.gone(pod);
        }
    }
}
