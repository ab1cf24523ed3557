package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import jenkins.model.Jenkins;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;

/**
 * A cluster of one machine. Its API server is fabric8's mock, to which clients come through a network that can be cut; scheduler and kubelets are
 * played ({@link Kubelet}); and where a pod's daemon would run, a real BuildKit daemon does, on a loopback address of the pod's own.
 *
 * <p>What becomes of pods is said before ({@link #script}) or done to them when they are there ({@link #pod}).
 */
public final class FakeCluster implements Cluster {
    /** Where daemons listen in their pods. */
    public static final int PORT = 1234;

    private static final String NAMESPACE = "builds";

    private final Vertx vertx = Vertx.vertx();
    private final ApiFaults faults = new ApiFaults();
    private final ApiWatches watches = new ApiWatches();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Kubelet kubelet;
    private final ApiServer api;
    private final ApiLine line;
    private final KubernetesClient client;

    private FakeCluster(Function<Vertx, Workload.Maker> maker) {
        kubelet = new Kubelet(PORT, maker.apply(vertx));
        ApiObjects objects = new ApiObjects(kubelet, watches);
        kubelet.use(objects);
        api = new ApiServer(vertx, Set.of(NAMESPACE, "default"), objects, kubelet, faults);
        line = new ApiLine(vertx, api.port());
        client = new KubernetesClientBuilder().withConfig(config(api.port())).build();
    }

    /** Pods have real daemons. Skips the test if {@code bin/engines} has not been asked for them. */
    public static FakeCluster withDaemons() {
        BuildkitProgram program = BuildkitProgram.find();
        return new FakeCluster(vertx -> start -> new BuildkitWorkload(program, start, PORT));
    }

    /** In each pod something listens that sends back what it gets: hundreds of pods are ready at once. */
    public static FakeCluster withoutDaemons() {
        return new FakeCluster(vertx -> start -> new EchoWorkload(vertx, start.host(), PORT));
    }

    @Override
    public String namespace() {
        return NAMESPACE;
    }

    /** The API server's URL, by the network that can be cut. */
    public String url() {
        return "http://127.0.0.1:" + line.port();
    }

    /** Comes to the API server even when nobody else does. Its calls are among {@link #calls}, too. */
    @Override
    public KubernetesClient client() {
        return client;
    }

    /** One of its own for the caller, through the network that can be cut. */
    public KubernetesClient newClient() {
        return new KubernetesClientBuilder().withConfig(config(line.port())).build();
    }

    @Override
    public String image() {
        return "moby/buildkit:test";
    }

    @Override
    public FakeCluster played() {
        return this;
    }

    @Override
    public KubernetesCloud cloud(String name) {
        KubernetesCloud cloud = new KubernetesCloud(name);
        cloud.setServerUrl(url());
        cloud.setNamespace(NAMESPACE);
        cloud.setSkipTlsVerify(true);
        Jenkins.get().clouds.add(cloud);
        return cloud;
    }

    // Pods

    /** What becomes of pods that are created from now on. */
    public void script(PodScript script) {
        kubelet.script(pod -> script);
    }

    /** What becomes of which pod that is created from now on. */
    public void script(Function<Pod, PodScript> scripts) {
        kubelet.script(scripts);
    }

    /** One that is there. */
    public PodPlay pod(String name) {
        return plays().stream()
                .filter(pod -> pod.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no pod " + name));
    }

    /** All that are there, in any state. */
    public List<PodPlay> plays() {
        return kubelet.plays();
    }

    // The API server

    /** All calls so far that reached the API server, the oldest first. */
    public List<ApiCall> calls() {
        return api.calls();
    }

    public void forgetCalls() {
        api.forgetCalls();
    }

    /** @param right such as {@code create pods} */
    public void forbid(String right) {
        faults.forbid(right);
    }

    public void allow(String right) {
        faults.allow(right);
    }

    /** @param text what a pod that is created is told, such as "pods, requested: pods=1, used: pods=5, limited: pods=5"; null for no quota */
    public void quota(String text) {
        faults.quota(text);
    }

    /** The API server neither answers nor ends connections. */
    public void hang() {
        line.hang();
    }

    /** All connections break, and there are no new ones. */
    public void goAway() {
        line.refuse();
    }

    /** All connections break, watches among them, and can be made anew. */
    public void cutConnections() {
        line.cut();
    }

    /** Whoever goes on to watch from before now is told that this is too long ago (410). */
    public void forgetHistory() {
        watches.forget();
    }

    /** Ends {@link #hang} and {@link #goAway}. */
    public void comeBack() {
        line.back();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        client.close();
        kubelet.close();
        line.close();
        api.close();
        watches.close();
        VertxWaits.forResult(vertx.close());
    }

    private static Config config(int port) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port)
                .withNamespace(NAMESPACE)
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout((int) TimeUnit.SECONDS.toMillis(10))
                .build();
    }
}
