package io.jenkins.plugins.imagefarm.pods;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A build's wish for a pod. Build and id name it; a further attempt takes the place of the one before.
 *
 * @param build a {@link io.jenkins.plugins.imagefarm.queue.BuildName}
 * @param id of the assignment in that build
 * @param attempt from 1
 * @param keep whether the pod of the attempt before may serve this one, too
 * @param node name of the Kubernetes node on which the assignment has a slot
 * @param platform what is built there
 * @param cacheKey the same for builds that share layers, so that they go to the same pod of a pool
 * @param machine the agent on which the engine runs; empty for the controller
 * @param publicKey the engine's, as {@link io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodesWanted} says;
 *     empty while the engine has not told it: then the pod is made, but the build cannot be told of it
 * @param options what the build wants of the pod
 * @param answered what an earlier session answered to this attempt; null if nothing that is final
 * @param answers told on any thread; an answer is on disk before the engine is told
 */
public record PodOrder(
        @NonNull String build,
        int id,
        int attempt,
        boolean keep,
        @NonNull String node,
        @NonNull Platform platform,
        @NonNull String cacheKey,
        @NonNull String machine,
        @NonNull String publicKey,
        @NonNull PodOptions options,
        @CheckForNull PodAnswer.Ready answered,
        @NonNull Consumer<PodAnswer> answers) {
    public PodOrder {
        Objects.requireNonNull(build, "build");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(answers, "answers");
    }
}
