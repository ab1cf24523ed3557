package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.pods.PodOrder;
import java.util.HashSet;
import java.util.Set;

/** An order that is being carried out: which pod it has, and what the build was told. Belongs to the keeper's thread. */
final class Lease {
    private final PodOrder order;
    private final KubernetesNodeConfiguration node;
    private final long since = System.currentTimeMillis();
    private String publicKey;
    private final Set<String> told = new HashSet<>();
    private LivePod pod;
    private String whyUnreachable;
    private PodTunnel tunnel;
    private boolean answered;
    private boolean over;

    /** @param node as it is configured now */
    Lease(PodOrder order, KubernetesNodeConfiguration node) {
        this.order = order;
        this.node = node;
        this.publicKey = order.publicKey();
        this.answered = order.answered() != null;
    }

    PodOrder order() {
        return order;
    }

    KubernetesNodeConfiguration node() {
        return node;
    }

    long since() {
        return since;
    }

    /** The engine's; empty while it has not told it. */
    String publicKey() {
        return publicKey;
    }

    /** @return whether that was news */
    boolean learn(String key) {
        boolean news = publicKey.isEmpty() && !key.isEmpty();
        publicKey = news ? key : publicKey;
        return news;
    }

    /** Null until one was chosen or made. */
    @CheckForNull
    LivePod pod() {
        return pod;
    }

    void take(LivePod taken) {
        pod = taken;
        taken.leases().add(this);
    }

    /** Whether the build was told that its pod is ready. */
    boolean isAnswered() {
        return answered;
    }

    boolean isOver() {
        return over;
    }

    /** Each reason is told once. */
    void waits(String reason) {
        if (!reason.isEmpty() && !answered && told.add(reason)) {
            order.answers().accept(new PodAnswer.Waits(order.id(), order.attempt(), reason));
        }
    }

    void ready(String uri, boolean throughTunnel, PodAuthority authority, String certificate) {
        answered = true;
        order.answers()
                .accept(new PodAnswer.Ready(
                        order.id(),
                        order.attempt(),
                        pod.name(),
                        uri,
                        throughTunnel,
                        pod.mark().isPooled(),
                        authority.ca(),
                        certificate));
    }

    void failed(Problem problem) {
        if (!over) {
            end();
            order.answers().accept(new PodAnswer.Failed(order.id(), order.attempt(), problem));
        }
    }

    /** The build was answered in an earlier session already that its way is a tunnel. */
    boolean isThroughTunnel() {
        PodAnswer.Ready before = order.answered();
        return before != null && before.tunnel();
    }

    void unreachable(String why) {
        whyUnreachable = why;
    }

    /** Why the build does not reach its pod straight; null unless it said so. */
    @CheckForNull
    String whyUnreachable() {
        return whyUnreachable;
    }

    void tunnel(PodTunnel opened) {
        closeTunnel();
        tunnel = opened;
    }

    /** It holds nothing any more. */
    void end() {
        over = true;
        closeTunnel();
        if (pod != null) {
            pod.leases().remove(this);
            pod.left(order.build());
        }
    }

    private void closeTunnel() {
        if (tunnel != null) {
            tunnel.close();
            tunnel = null;
        }
    }
}
