package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Node;
import hudson.remoting.VirtualChannel;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.security.HMACConfidentialKey;

/**
 * What has to be asked of an API server, or of an agent, and so takes its time: a few threads, whatever the number of builds. Who asks is told
 * on one of them.
 */
final class PodWork implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(PodWork.class.getName());

    /** Of each pod another key, which only this Jenkins can make; so the authority of a pod needs not be kept anywhere. */
    private static final HMACConfidentialKey SEED = new HMACConfidentialKey(PodWork.class, "podAuthority");

    private static final int PORT = 1234;
    private static final int THREADS = 4;

    /** Of one build: gRPC's, its session's, and one to look whether the daemon is there; twice, for those that are just ending. */
    private static final int CONNECTIONS = 6;

    private static final int LOG_LINES = 50;
    private static final long GRACE_SECONDS = 5;

    /** A build that is stopped at its deadline still tells its daemon. */
    private static final Duration AFTER_DEADLINE = Duration.ofMinutes(5);

    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(
            THREADS, new NamingThreadFactory(new DaemonThreadFactory(), "Image Farm: Kubernetes"));

    PodWork() {
        threads.setRemoveOnCancelPolicy(true);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    ScheduledExecutorService timer() {
        return threads;
    }

    static String uri(String address) {
        return "tcp://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + PORT;
    }

    /** The certificate authority of one pod. */
    static PodAuthority authority(LivePod pod) {
        return PodAuthority.of(
                SEED.mac(("pod\n" + pod.name()).getBytes(java.nio.charset.StandardCharsets.UTF_8)), pod.name());
    }

    /** For as long as the build may go on. */
    static String clientCertificate(PodAuthority authority, Lease lease) {
        return authority.client(
                lease.publicKey(),
                lease.order().build(),
                Instant.ofEpochMilli(lease.order().options().deadline()).plus(AFTER_DEADLINE));
    }

    /** @param options of the build for which it is made; null for a pod that is kept ready */
    static PodRequest request(LivePod pod, KubernetesNodeConfiguration node, @CheckForNull PodOptions options) {
        boolean pooled = pod.mark().isPooled();
        return new PodRequest(
                pod.name(),
                pod.cluster().namespace(),
                pod.mark().labels(),
                pod.mark().annotations(),
                pod.mark().architecture(),
                pooled ? null : options,
                pooled && node.getCacheSize() != null ? PodNames.claim(pod.mark()) : null,
                pooled || options == null ? null : secondsUntil(options.deadline()));
    }

    private static long secondsUntil(long deadline) {
        long left = deadline - System.currentTimeMillis();
        return Math.max(
                AFTER_DEADLINE.toSeconds(),
                Duration.ofMillis(left).plus(AFTER_DEADLINE).toSeconds());
    }

    /** @param done told null when the pod and its secret are there */
    void create(LivePod pod, KubernetesNodeConfiguration node, Pod manifest, Consumer<Problem> done) {
        run(() -> {
            String namespace = pod.cluster().namespace();
            String what = "persistentvolumeclaims";
            try {
                KubernetesClient client = pod.cluster().client();
                if (pod.mark().isPooled() && node.getCacheSize() != null) {
                    claim(client, namespace, PodNames.claim(pod.mark()), node);
                }
                what = "pods";
                Pod created =
                        client.pods().inNamespace(namespace).resource(manifest).create();
                what = "secrets";
                client.secrets()
                        .inNamespace(namespace)
                        .resource(PodSecret.of(
                                created, authority(pod).server(), authority(pod).ca(), node.getBuildkitdToml()))
                        .create();
                done.accept(null);
            } catch (KubernetesClientException e) {
                done.accept(ClusterProblem.of(e, "create", what, namespace));
            } catch (ProblemException e) {
                done.accept(e.problem());
            }
        });
    }

    private static void claim(
            KubernetesClient client, String namespace, String name, KubernetesNodeConfiguration node) {
        if (client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(name)
                        .get()
                != null) {
            return;
        }
        PersistentVolumeClaim claim = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("app.kubernetes.io/managed-by", "image-farm")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(node.getCacheStorageClass())
                .withNewResources()
                .addToRequests("storage", new Quantity(node.getCacheSize()))
                .endResources()
                .endSpec()
                .build();
        try {
            client.persistentVolumeClaims()
                    .inNamespace(namespace)
                    .resource(claim)
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /**
     * Has it removed; that it is gone the watch tells.
     *
     * @param absent told if it is not there at all, so that the watch will tell nothing
     */
    void delete(LivePod pod, Runnable absent) {
        run(() -> {
            try {
                List<StatusDetails> deleted = pod.cluster()
                        .client()
                        .pods()
                        .inNamespace(pod.cluster().namespace())
                        .withName(pod.name())
                        .withGracePeriod(GRACE_SECONDS)
                        .delete();
                if (deleted.isEmpty()) {
                    absent.run();
                }
            } catch (KubernetesClientException | ProblemException e) {
                LOGGER.log(Level.INFO, "The pod {0} could not be removed, which is tried again: {1}", new Object[] {
                    pod.name(), e.getMessage()
                });
            }
        });
    }

    /**
     * Reads a dead pod's log for why it died.
     *
     * @param known what its status says
     */
    void explain(LivePod pod, Problem known, Consumer<Problem> done) {
        run(() -> {
            try {
                String log = pod.cluster()
                        .client()
                        .pods()
                        .inNamespace(pod.cluster().namespace())
                        .withName(pod.name())
                        .tailingLines(LOG_LINES)
                        .getLog();
                done.accept(PodFailures.explain(known, log));
            } catch (KubernetesClientException | ProblemException e) {
                done.accept(known); // a pod that never ran has no log
            }
        });
    }

    /**
     * Opens a way to a pod through the API server.
     *
     * @param machine where its near end is: an agent's name, empty for the controller
     * @param done told the tunnel, or why there is none
     */
    void tunnel(LivePod pod, String machine, BiConsumer<PodTunnel, Problem> done) {
        run(() -> {
            try {
                Node agent = Controller.node(machine);
                VirtualChannel channel = agent == null ? null : agent.getChannel();
                if (channel == null) {
                    done.accept(null, Problem.service(Messages.PodWork_away(machine), ""));
                    return;
                }
                done.accept(
                        PodTunnel.open(
                                channel,
                                pod.cluster().client(),
                                pod.cluster().namespace(),
                                pod.name(),
                                PORT,
                                CONNECTIONS,
                                threads),
                        null);
            } catch (KubernetesClientException e) {
                done.accept(
                        null,
                        ClusterProblem.of(
                                e, "create", "pods/portforward", pod.cluster().namespace()));
            } catch (ProblemException e) {
                done.accept(null, e.problem());
            } catch (IOException e) {
                done.accept(null, Problem.service(String.valueOf(e.getMessage()), ""));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void run(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Left for the next session", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
