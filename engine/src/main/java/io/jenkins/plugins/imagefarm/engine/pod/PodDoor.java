package io.jenkins.plugins.imagefarm.engine.pod;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.AnswerWait;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A way to the daemon of a pod.
 *
 * @param builder the daemon, as one that has an address
 * @param keys by which it and the engine prove to each other who they are; the daemon is the pod, wherever its address leads
 * @param pooled whether the pod outlives the build
 */
record PodDoor(Builder builder, BuilderKeys keys, boolean pooled) {
    /** Long enough for a packet that has to be sent again, short enough for a person who waits for the tunnel. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    static PodDoor of(String node, PodAnswer.Ready ready, PodKey key) {
        return new PodDoor(
                new Builder(node, ready.uri(), BuilderType.BUILDKIT, ""),
                BuilderKeys.tls(ready.ca(), ready.certificate(), key.privateKey(), ready.pod()),
                ready.pooled());
    }

    /** The secrets of a build, with the keys of this door. */
    Secrets with(Secrets secrets) {
        return secrets.withOnly(builder.name(), keys);
    }

    /**
     * Why it leads nowhere; empty if the pod is behind it. It counts who answers, not that somebody does: outside the cluster a
     * pod's address may be that of another machine.
     */
    Optional<String> obstacle(Cancellation cancellation) {
        try (Transport transport = Transport.to(builder, keys);
                AnswerWait wait = new AnswerWait(cancellation, PATIENCE)) {
            try {
                transport.open(wait, Transport.ANY_HTTP).close();
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(builder.uri() + " " + transport.why(e).reason());
            }
        }
    }
}
