package io.jenkins.plugins.imagefarm.engine.pod;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.AnswerWait;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.io.IOException;
import java.time.Duration;

/**
 * A way to the daemon of a pod, on which this engine and the daemon prove to each other who they are.
 *
 * @param builder the daemon, as one that has an address; the daemon is the pod, wherever that address leads
 * @param way closed with the door
 */
record PodDoor(Builder builder, Transport way) implements AutoCloseable {
    /** Long enough for a packet that has to be sent again, short enough for a person who waits for the tunnel. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    static PodDoor of(String node, PodAnswer.Ready ready, PodKey key) {
        Builder builder = new Builder(node, ready.uri(), BuilderType.BUILDKIT, "");
        BuilderKeys keys = BuilderKeys.tls(ready.ca(), ready.certificate(), key.privateKey(), ready.pod());
        return new PodDoor(builder, Transport.to(builder, keys));
    }

    /**
     * The door, if the pod is behind it; the build goes over the connection by which that was seen. It counts who answers, not
     * that somebody does: outside the cluster a pod's address may be that of another machine.
     *
     * @throws IOException if it leads nowhere; {@link #why} tells what that means
     */
    PodDoor opened(Cancellation cancellation) throws IOException {
        try (AnswerWait wait = new AnswerWait(cancellation, PATIENCE)) {
            return new PodDoor(builder, way.opened(wait));
        }
    }

    /** For people: why {@link #opened} failed. */
    String why(IOException e) {
        return builder.uri() + " " + way.why(e).reason();
    }

    @Override
    public void close() {
        way.close();
    }
}
