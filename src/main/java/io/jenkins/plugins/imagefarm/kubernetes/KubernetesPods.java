package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.pods.PodKeeper;
import io.jenkins.plugins.imagefarm.pods.PodOrder;
import io.jenkins.plugins.imagefarm.pods.SeenPod;
import io.jenkins.plugins.imagefarm.queue.BuildName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jenkinsci.plugins.variant.OptionalExtension;

/**
 * Keeps the pods of this controller: the one owner of {@link Lease}s and {@link LivePod}s.
 *
 * <p>Whoever calls leaves a note. One thread reads the notes and decides; it never waits. What waits for an API server is done by
 * {@link PodWork}, which leaves a note when it is done. What happens to pods is told by a {@link PodWatch} for each cluster.
 *
 * <p><b>An order</b> becomes a lease. It gets a pod of the node's pool that has room, or a pod is made for it; the build is told
 * each reason why it waits once, and then where its daemon is. When the pod is lost the lease has failed, and the engine orders again.
 *
 * <p><b>Restart.</b> Nothing is kept on disk: whose a pod is is written on it ({@link PodMark}), and builds that go on order again
 * what they have. Nothing is decided about a cluster before its pods were listed.
 *
 * <p><b>The reaper</b> takes away what has no lease and is of no build that runs, and what of a pool is idle for too long or was made by
 * a configuration that is no more. It only ever sees pods with this controller's mark.
 */
@OptionalExtension(requirePlugins = "kubernetes")
public final class KubernetesPods implements PodKeeper {
    private static final Logger LOGGER = Logger.getLogger(KubernetesPods.class.getName());
    private static final Duration ROUND = Duration.ofSeconds(5);

    /** After a warm pod that never became ready, until the next one: what ails it is rarely over at once. */
    private static final Duration WARM_AGAIN = Duration.ofMinutes(1);

    /** After which a pod is asked once more to go. */
    private static final Duration GO_AGAIN = Duration.ofSeconds(30);

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, new NamingThreadFactory(new DaemonThreadFactory(), "Image Farm: pods"));
    private final PodWork work = new PodWork();

    /** What anybody may see. */
    private volatile List<SeenPod> seen = List.of();

    // All below belongs to the thread.

    private final Map<String, Lease> leases = new LinkedHashMap<>();
    private final Map<String, LivePod> pods = new LinkedHashMap<>();
    private final Map<Cluster, Watched> watched = new HashMap<>();

    /** When a pod of a pool ended that had never been ready, in milliseconds since 1970. */
    private final Map<PodMark, Long> neverReady = new HashMap<>();

    /** What is known of one cluster. */
    private static final class Watched {
        private final PodWatch watch;
        private final List<Lease> waiting = new ArrayList<>();
        private boolean listed;

        Watched(PodWatch watch) {
            this.watch = watch;
        }
    }

    @NonNull
    static KubernetesPods get() {
        return ExtensionList.lookupSingleton(KubernetesPods.class);
    }

    /** From then on runs are known, and so which pods are of builds that go on. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    @SuppressWarnings("unused")
    public static void begin() {
        for (KubernetesPods keeper : ExtensionList.lookup(KubernetesPods.class)) {
            keeper.thread.scheduleWithFixedDelay(
                    () -> keeper.run(keeper::round), 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Pods of builds that go on stay. */
    @Terminator
    @SuppressWarnings("unused")
    public static void end() {
        for (KubernetesPods keeper : ExtensionList.lookup(KubernetesPods.class)) {
            keeper.thread.shutdownNow();
            keeper.watched.values().forEach(each -> each.watch.close());
            keeper.work.close();
        }
    }

    static String controllerId() {
        return Sha256.label(Controller.instanceId());
    }

    @Override
    public void want(@NonNull PodOrder order) {
        note(() -> {
            Optional<KubernetesNodeConfiguration> node = node(order.node());
            if (node.isPresent()) {
                want(new Lease(order, node.get()));
            } else {
                new Lease(order, new KubernetesNodeConfiguration(order.node()))
                        .failed(Problem.user(Messages.KubernetesPods_noNode(order.node()), ""));
            }
        });
    }

    /** The same for a node as somebody is about to configure it. */
    void want(@NonNull PodOrder order, @NonNull KubernetesNodeConfiguration node) {
        note(() -> want(new Lease(order, node)));
    }

    @Override
    public void unreachable(@NonNull String build, int id, int attempt, @NonNull String reason) {
        note(() -> {
            Lease lease = leases.get(key(build, id));
            if (lease != null && lease.order().attempt() == attempt && !lease.isThroughTunnel()) {
                lease.unreachable(reason);
                tunnelIfUnreachable(lease);
            }
        });
    }

    @Override
    public void cached(@NonNull String build, int id, int attempt, long bytes) {
        note(() -> {
            Lease lease = leases.get(key(build, id));
            LivePod pod = lease == null || lease.order().attempt() != attempt ? null : lease.pod();
            if (pod != null) {
                pod.cacheTakes(bytes);
            }
        });
    }

    @Override
    public void release(@NonNull String build, int id) {
        note(() -> drop(leases.get(key(build, id)), false));
    }

    @Override
    public void releaseAll(@NonNull String build) {
        note(() -> List.copyOf(leases.values()).stream()
                .filter(lease -> lease.order().build().equals(build))
                .forEach(lease -> drop(lease, false)));
    }

    @NonNull
    @Override
    public List<SeenPod> pods() {
        return seen;
    }

    @Override
    public void drain(@NonNull String pod) {
        note(() -> {
            LivePod drained = pods.get(pod);
            if (drained != null) {
                drained.drain();
                sweep(drained);
            }
        });
    }

    @Override
    public void delete(@NonNull String pod) {
        note(() -> {
            LivePod deleted = pods.get(pod);
            if (deleted != null) {
                lose(deleted, Problem.service(Messages.KubernetesPods_deletedHere(pod), ""));
            }
        });
    }

    private void note(Runnable change) {
        try {
            thread.execute(() -> run(change));
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Left for the next session", e);
        }
    }

    private void run(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A change of pods failed", e);
        }
        seen = pods.values().stream()
                .map(LivePod::seen)
                .sorted(Comparator.comparing(SeenPod::node).thenComparing(SeenPod::name))
                .toList();
    }

    private static String key(String build, int id) {
        return build + '\n' + id;
    }

    // Orders

    private void want(Lease lease) {
        PodOrder order = lease.order();
        Lease before = leases.get(key(order.build(), order.id()));
        if (before != null && before.order().attempt() >= order.attempt()) {
            LivePod pod = before.pod();
            if (before.learn(order.publicKey()) && pod != null) {
                tell(before, pod);
            }
            return; // told once more
        }
        LivePod kept = before == null || !order.keep() ? null : before.pod();
        if (kept != null && kept.isServing()) {
            before.end();
            leases.put(key(order.build(), order.id()), lease);
            serve(lease, kept);
            return;
        }
        drop(before, true);
        leases.put(key(order.build(), order.id()), lease);
        try {
            Watched cluster = watched(Cluster.of(lease.node()));
            if (cluster.listed) {
                place(lease);
            } else {
                cluster.waiting.add(lease);
            }
            Duration patience = lease.node().startPatience();
            thread.schedule(() -> run(() -> checkStart(lease, patience)), patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ProblemException e) {
            fail(lease, e.problem());
        }
    }

    private void place(Lease lease) {
        if (lease.isOver()) {
            return;
        }
        PodOrder order = lease.order();
        PodAnswer.Ready answered = order.answered();
        if (answered != null) {
            LivePod pod = pods.get(answered.pod());
            if (pod == null || !pod.isServing()) {
                fail(lease, Problem.service(Messages.KubernetesPods_gone(answered.pod()), ""));
            } else {
                lease.take(pod);
                tunnelIfUnreachable(lease);
            }
            return;
        }
        Optional<LivePod> mine =
                find(pod -> pod.isServing() && pod.mark().isOf(order)).findFirst();
        try {
            if (mine.isPresent()) {
                serve(lease, mine.get());
            } else if (lease.node().isPool()) {
                fromPool(lease);
            } else {
                String architecture = PodManifest.architecture(order.platform());
                make(PodMark.single(controllerId(), order, architecture, PodManifest.fingerprint(lease.node())), lease);
            }
        } catch (ProblemException e) {
            fail(lease, e.problem());
        }
    }

    private void fromPool(Lease lease) {
        PodOrder order = lease.order();
        PoolRules rules = PoolRules.of(lease.node());
        String architecture = PodManifest.architecture(order.platform());
        String fingerprint = PodManifest.fingerprint(lease.node());
        Predicate<LivePod> inPool = isOfPool(order.node(), architecture);
        PodPool pool = rules.pool();
        Optional<LivePod> chosen = pool.choose(
                find(inPool.and(LivePod::isServing)
                                .and(pod -> pod.mark().fingerprint().equals(fingerprint)))
                        .toList(),
                order.cacheKey());
        if (chosen.isPresent()) {
            serve(lease, chosen.get());
            return;
        }
        Optional<Integer> place = pool.place(find(inPool).toList(), order.cacheKey());
        if (place.isPresent()) {
            make(PodMark.pooled(controllerId(), order.node(), architecture, place.get(), fingerprint), lease);
        } else {
            // A pod that is on its way out still has the place; the next round looks again.
            lease.waits(Messages.KubernetesPods_poolFull(order.node()));
        }
    }

    private static Predicate<LivePod> isOfPool(String node, String architecture) {
        return pod -> pod.mark().isPooled()
                && pod.mark().node().equals(node)
                && pod.mark().architecture().equals(architecture);
    }

    private Stream<LivePod> find(Predicate<LivePod> wanted) {
        return List.copyOf(pods.values()).stream().filter(wanted);
    }

    private void serve(Lease lease, LivePod pod) {
        lease.take(pod);
        tell(lease, pod);
    }

    /** What the pod's state means for a build that has it. */
    private void tell(Lease lease, LivePod pod) {
        if (pod.condition() instanceof PodCondition.Starting starting) {
            lease.waits(starting.reason());
        } else if (pod.condition() instanceof PodCondition.Ready ready
                && !lease.isAnswered()
                && !lease.publicKey().isEmpty()) {
            answer(lease, pod, PodWork.uri(ready.address()), false);
        }
    }

    private void answer(Lease lease, LivePod pod, String uri, boolean tunnel) {
        try {
            PodAuthority authority = PodWork.authority(pod);
            lease.ready(uri, tunnel, authority, PodWork.clientCertificate(authority, lease));
        } catch (ProblemException e) {
            fail(lease, e.problem());
        }
    }

    /** After a restart the build may have said so before its pod was found again. */
    private void tunnelIfUnreachable(Lease lease) {
        LivePod pod = lease.pod();
        String reason = lease.whyUnreachable();
        if (pod == null || reason == null) {
            return;
        }
        work.tunnel(
                pod,
                lease.order().machine(),
                (tunnel, problem) -> note(() -> {
                    if (lease.isOver() || lease.pod() != pod) {
                        if (tunnel != null) {
                            tunnel.close();
                        }
                    } else if (tunnel == null) {
                        boolean user = problem.fault() == Fault.USER;
                        String cause = Messages.KubernetesPods_unreachable(pod.name(), reason, problem.cause());
                        fail(
                                lease,
                                user
                                        ? Problem.user(cause, problem.advice())
                                        : Problem.service(cause, problem.advice()));
                    } else {
                        lease.tunnel(tunnel);
                        answer(lease, pod, "tcp://127.0.0.1:" + tunnel.port(), true);
                    }
                }));
    }

    private void checkStart(Lease lease, Duration patience) {
        if (lease.isOver() || lease.isAnswered()) {
            return;
        }
        LivePod pod = lease.pod();
        String reason =
                pod != null && pod.condition() instanceof PodCondition.Starting starting ? starting.reason() : "";
        fail(
                lease,
                Problem.service(
                        Messages.KubernetesPods_tooLate(lease.order().node(), patience.toSeconds(), reason),
                        Messages.KubernetesPods_tooLateAdvice()));
    }

    private void fail(Lease lease, Problem problem) {
        LivePod pod = lease.pod();
        leases.remove(key(lease.order().build(), lease.order().id()), lease);
        lease.failed(problem);
        if (pod != null) {
            sweep(pod);
        }
    }

    /** @param broken whether its pod is not to be used again */
    private void drop(@CheckForNull Lease lease, boolean broken) {
        if (lease == null) {
            return;
        }
        leases.remove(key(lease.order().build(), lease.order().id()), lease);
        LivePod pod = lease.pod();
        lease.end();
        if (pod != null) {
            if (broken) {
                pod.drain();
            }
            sweep(pod);
        }
    }

    // Pods

    private Watched watched(Cluster cluster) {
        return watched.computeIfAbsent(cluster, unseen -> {
            PodWatch watch = new PodWatch(unseen, controllerId(), new Watching(unseen), work.timer());
            watch.open();
            return new Watched(watch);
        });
    }

    /** @param lease for which it is made; null for one that is kept ready */
    private void make(PodMark mark, @CheckForNull Lease lease, KubernetesNodeConfiguration node) {
        LivePod pod = new LivePod(PodNames.next(mark), Cluster.of(node), mark);
        PodRequest request =
                PodWork.request(pod, node, lease == null ? null : lease.order().options());
        Pod manifest = PodManifest.of(node, request);
        pods.put(pod.name(), pod);
        if (lease != null) {
            lease.take(pod);
            lease.waits(Messages.KubernetesPods_created(pod.name(), pod.cluster()));
        }
        work.create(pod, node, manifest, problem -> note(() -> created(pod, problem)));
    }

    private void created(LivePod pod, @CheckForNull Problem problem) {
        pod.made();
        if (problem != null) {
            // It may be there all the same: without its secret, or made by an API server whose answer got lost.
            lose(pod, problem);
        } else if (pod.takenAwayAt() != 0) {
            delete(pod);
        }
    }

    private void make(PodMark mark, Lease lease) {
        make(mark, lease, lease.node());
    }

    private void seen(Cluster cluster, Pod pod) {
        String name = pod.getMetadata().getName();
        LivePod known = pods.get(name);
        if (known == null) {
            Optional<PodMark> mark = PodMark.of(pod);
            if (mark.isEmpty() || pod.getMetadata().getDeletionTimestamp() != null) {
                return;
            }
            known = new LivePod(name, cluster, mark.get());
            known.made();
            pods.put(name, known);
        }
        LivePod live = known;
        if (pod.getMetadata().getDeletionTimestamp() != null && live.takenAwayAt() == 0) {
            live.takeAway();
            lose(live, Problem.service(Messages.KubernetesPods_deleted(name), ""));
        } else if (live.seen(pod)) {
            changed(live);
        }
    }

    private void changed(LivePod pod) {
        if (pod.condition() instanceof PodCondition.Dead dead) {
            work.explain(pod, dead.problem(), problem -> note(() -> lose(pod, problem)));
        } else {
            List.copyOf(pod.leases()).forEach(lease -> tell(lease, pod));
        }
    }

    private void gone(String name) {
        LivePod pod = pods.remove(name);
        if (pod != null) {
            fail(pod, Problem.service(Messages.KubernetesPods_deleted(name), ""));
            waitingForRoom();
        }
    }

    private void fail(LivePod pod, Problem problem) {
        for (Lease lease : List.copyOf(pod.leases())) {
            leases.remove(key(lease.order().build(), lease.order().id()), lease);
            lease.failed(problem);
        }
    }

    /** Builds in it are told, and it is taken away. */
    private void lose(LivePod pod, Problem problem) {
        if (pod.mark().isPooled() && !pod.wasReady()) {
            neverReady.put(pod.mark(), System.currentTimeMillis());
            LOGGER.log(Level.WARNING, "A pod of a pool never became ready: {0}", problem.cause());
        }
        pod.condition(new PodCondition.Dead(problem));
        fail(pod, problem);
        takeAway(pod);
    }

    /** Takes a pod away that nobody has a reason to keep. */
    private void sweep(LivePod pod) {
        if (pod.leases().isEmpty() && (pod.isDraining() || !pod.mark().isPooled())) {
            takeAway(pod);
        }
    }

    private void takeAway(LivePod pod) {
        if (pod.takeAway() || System.currentTimeMillis() - pod.takenAwayAt() > GO_AGAIN.toMillis()) {
            delete(pod);
        }
    }

    private void delete(LivePod pod) {
        work.delete(
                pod,
                () -> note(() -> {
                    if (pod.isMade()) {
                        gone(pod.name());
                    }
                }));
    }

    private void listed(Cluster cluster, List<Pod> all) {
        Watched of = watched(cluster);
        of.listed = true;
        Set<String> there = new HashSet<>();
        all.forEach(pod -> {
            there.add(pod.getMetadata().getName());
            seen(cluster, pod);
        });
        List<Lease> waiting = List.copyOf(of.waiting);
        of.waiting.clear();
        waiting.forEach(this::place);
    }

    private void blind(Cluster cluster, Problem why) {
        Watched of = watched(cluster);
        for (Lease lease : List.copyOf(of.waiting)) {
            if (why.fault() == Fault.USER) {
                of.waiting.remove(lease);
                fail(lease, why);
            } else {
                lease.waits(why.cause());
            }
        }
    }

    /** Leases that found their pool full. */
    private void waitingForRoom() {
        for (Lease lease : List.copyOf(leases.values())) {
            if (!lease.isOver() && lease.pod() == null && lease.order().answered() == null) {
                try {
                    if (watched(Cluster.of(lease.node())).listed) {
                        place(lease);
                    }
                } catch (ProblemException e) {
                    fail(lease, e.problem());
                }
            }
        }
    }

    // What has to be looked after by the clock

    private void round() {
        long now = System.currentTimeMillis();
        neverReady.values().removeIf(since -> now - since > WARM_AGAIN.toMillis());
        for (KubernetesNodeConfiguration node : ImageFarmConfiguration.get().getKubernetesNodes()) {
            try {
                if (watched(Cluster.of(node)).listed) {
                    keepWarm(node);
                }
            } catch (ProblemException e) {
                LOGGER.log(Level.FINE, e, () -> "Nothing is kept ready for " + node.getName());
            }
        }
        List.copyOf(pods.values()).forEach(this::reap);
        waitingForRoom();
    }

    private void keepWarm(KubernetesNodeConfiguration node) {
        PoolRules rules = PoolRules.of(node);
        String fingerprint = PodManifest.fingerprint(node);
        for (String architecture : node.isPool() ? node.getArchitectures() : List.<String>of()) {
            Predicate<LivePod> inPool = isOfPool(node.getName(), architecture);
            long ready = find(inPool.and(LivePod::isServing)
                            .and(pod -> pod.mark().fingerprint().equals(fingerprint)))
                    .count();
            for (long missing = rules.warm() - ready; missing > 0; missing--) {
                Optional<Integer> place = rules.pool().place(find(inPool).toList(), "");
                if (place.isEmpty()) {
                    return;
                }
                PodMark mark = PodMark.pooled(controllerId(), node.getName(), architecture, place.get(), fingerprint);
                if (neverReady.containsKey(mark)) {
                    break;
                }
                make(mark, null, node);
            }
        }
    }

    private void reap(LivePod pod) {
        if (pod.takenAwayAt() != 0) {
            takeAway(pod);
        } else if (pod.leases().isEmpty()) {
            if (pod.isSuspect()
                    || (pod.mark().isPooled()
                            ? isSpare(pod)
                            : !isRunning(pod.mark().build()))) {
                takeAway(pod);
            }
        } else if (pod.mark().isPooled() && isOutdated(pod)) {
            pod.drain();
        }
    }

    private boolean isSpare(LivePod pod) {
        Optional<KubernetesNodeConfiguration> node = node(pod.mark().node());
        if (node.isEmpty() || isOutdated(pod) || pod.isDraining()) {
            return true;
        }
        PoolRules rules = PoolRules.of(node.get());
        long others = find(isOfPool(pod.mark().node(), pod.mark().architecture())
                        .and(LivePod::isServing))
                .filter(other -> other != pod)
                .count();
        return others >= rules.warm()
                && System.currentTimeMillis() - pod.idleSince() > rules.idle().toMillis();
    }

    private boolean isOutdated(LivePod pod) {
        return node(pod.mark().node())
                .map(node -> !PodManifest.fingerprint(node).equals(pod.mark().fingerprint()) || !node.isPool())
                .orElse(true);
    }

    private static Optional<KubernetesNodeConfiguration> node(String name) {
        return ImageFarmConfiguration.get().getKubernetesNodes().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst();
    }

    /** A build that runs may not have ordered again yet what it has. */
    private static boolean isRunning(String build) {
        return BuildName.parse(build).isRunning();
    }

    private final class Watching implements PodWatch.Listener {
        private final Cluster cluster;

        Watching(Cluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public void listed(List<Pod> all) {
            note(() -> KubernetesPods.this.listed(cluster, all));
        }

        @Override
        public void seen(Pod pod) {
            note(() -> KubernetesPods.this.seen(cluster, pod));
        }

        @Override
        public void gone(Pod pod) {
            note(() -> KubernetesPods.this.gone(pod.getMetadata().getName()));
        }

        @Override
        public void blind(Problem why) {
            note(() -> KubernetesPods.this.blind(cluster, why));
        }
    }
}
