package io.jenkins.plugins.imagefarm.pods;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.List;

/**
 * What a build wants of its pods. It comes from the step, never from the agent, which could have changed it.
 *
 * @param resources {@code requests.cpu=500m}, {@code limits.memory=4Gi}, …; those that are not named are the node's
 * @param yaml a pod's YAML to merge; null for none
 * @param deadline when the build is stopped at the latest, in milliseconds since 1970
 */
public record PodOptions(
        @NonNull List<String> resources, @CheckForNull String yaml, long deadline) {
    public PodOptions {
        resources = List.copyOf(resources);
    }
}
