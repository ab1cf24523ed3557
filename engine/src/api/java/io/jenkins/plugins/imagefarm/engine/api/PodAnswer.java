package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * An answer to {@link BuildEvent.PodWanted}: what becomes of the pod in which an assignment is built. There are any number of
 * {@link Waits}, then a {@link Ready} or a {@link Failed}; another {@link Ready} follows where the pod could not be reached straight,
 * and a {@link Failed} also when a pod that was ready is lost.
 *
 * <p>None of it is secret. The client's private key never leaves the engine, that of the daemon never leaves the cluster.
 */
public sealed interface PodAnswer extends BuildAnswer {
    /** The assignment's {@link Placement.Granted#id()}. */
    int id();

    /** The {@link BuildEvent.PodWanted#attempt()} that is answered. */
    int attempt();

    /**
     * There is no pod yet.
     *
     * @param reason one line for the console; each is told once
     */
    record Waits(int id, int attempt, String reason) implements PodAnswer {
        public Waits {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * A daemon waits for the build.
     *
     * @param pod its name, which is also the name in the daemon's certificate
     * @param uri where the daemon listens, {@code tcp://host:port}, seen from the engine's machine
     * @param tunnel whether that is the near end of a tunnel through the API server, rather than the pod's own address
     * @param pooled whether the pod outlives the build, so that what its cache takes is of interest
     * @param ca certificate authority of this pod and no other, PEM
     * @param certificate of the client, for the key of {@link BuildEvent.NodesWanted}, PEM
     */
    record Ready(
            int id, int attempt, String pod, String uri, boolean tunnel, boolean pooled, String ca, String certificate)
            implements PodAnswer {
        public Ready {
            Objects.requireNonNull(pod, "pod");
            Objects.requireNonNull(uri, "uri");
            Objects.requireNonNull(ca, "ca");
            Objects.requireNonNull(certificate, "certificate");
        }
    }

    /** There will be no pod, or it is lost. Whose fault that is says whether another attempt may help. */
    record Failed(int id, int attempt, Problem problem) implements PodAnswer {
        public Failed {
            Objects.requireNonNull(problem, "problem");
        }
    }
}
