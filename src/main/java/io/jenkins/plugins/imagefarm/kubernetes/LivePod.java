package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.imagefarm.pods.SeenPod;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A pod as the keeper knows it: what the cluster said last, and which builds it serves. Belongs to the keeper's thread.
 *
 * <p>It is made, or found after a restart; becomes ready; serves builds, one or in a pool one after the other; and is taken away,
 * after which it stays here until the cluster says that it is gone.
 */
final class LivePod {
    private final String name;
    private final Cluster cluster;
    private final PodMark mark;
    private final Set<Lease> leases = new LinkedHashSet<>();
    private long createdAt = System.currentTimeMillis();
    private PodCondition condition = new PodCondition.Starting("");
    private String host;
    private boolean made;
    private boolean wasReady;
    private boolean draining;
    private long takenAwayAt;
    private long idleSince = System.currentTimeMillis();
    private String lastBuild;

    /** Negative while no build has told it. */
    private long cacheBytes = -1;

    LivePod(String name, Cluster cluster, PodMark mark) {
        this.name = name;
        this.cluster = cluster;
        this.mark = mark;
    }

    String name() {
        return name;
    }

    Cluster cluster() {
        return cluster;
    }

    PodMark mark() {
        return mark;
    }

    Set<Lease> leases() {
        return leases;
    }

    PodCondition condition() {
        return condition;
    }

    long createdAt() {
        return createdAt;
    }

    /** @return whether what is known of it has changed */
    boolean seen(Pod pod) {
        PodCondition now = PodJudge.judge(pod);
        boolean changed = !now.equals(condition);
        condition = now;
        wasReady |= isReady();
        host = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        String created = pod.getMetadata().getCreationTimestamp();
        if (created != null) {
            createdAt = Instant.parse(created).toEpochMilli();
        }
        return changed;
    }

    /** The API server was asked to make it, and has answered. */
    void made() {
        made = true;
    }

    boolean isMade() {
        return made;
    }

    void condition(PodCondition known) {
        condition = known;
    }

    /** Whether it may serve a further build, as far as its state goes. */
    boolean isServing() {
        return takenAwayAt == 0 && !draining && !isSuspect() && !(condition instanceof PodCondition.Dead);
    }

    /**
     * Whether it was ready and is not any more, for instance because its node is not. Whether the builds in it are lost their engines
     * notice, who may well have a connection that works.
     */
    boolean isSuspect() {
        return wasReady && !isReady();
    }

    boolean isReady() {
        return condition instanceof PodCondition.Ready;
    }

    boolean wasReady() {
        return wasReady;
    }

    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** @return whether that had not been done before */
    boolean takeAway() {
        boolean first = takenAwayAt == 0;
        takenAwayAt = System.currentTimeMillis();
        return first;
    }

    /** When it was last asked to go, in milliseconds since 1970; 0 if it was not. */
    long takenAwayAt() {
        return takenAwayAt;
    }

    long idleSince() {
        return idleSince;
    }

    void left(@CheckForNull String build) {
        idleSince = System.currentTimeMillis();
        lastBuild = build;
    }

    void cacheTakes(long bytes) {
        cacheBytes = bytes;
    }

    SeenPod seen() {
        return new SeenPod(
                name,
                mark.node(),
                mark.architecture(),
                state(),
                condition instanceof PodCondition.Starting starting ? starting.reason() : "",
                createdAt,
                host,
                cacheBytes,
                leases.stream().map(lease -> lease.order().build()).toList(),
                lastBuild);
    }

    private SeenPod.State state() {
        if (takenAwayAt != 0 || condition instanceof PodCondition.Dead) {
            return SeenPod.State.ENDING;
        }
        if (draining) {
            return SeenPod.State.DRAINING;
        }
        if (!isReady()) {
            return SeenPod.State.STARTING;
        }
        return leases.isEmpty() ? SeenPod.State.IDLE : SeenPod.State.BUILDING;
    }
}
