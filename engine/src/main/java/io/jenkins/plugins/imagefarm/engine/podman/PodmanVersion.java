package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.Feature;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Podman, for what cannot be found out by asking.
 *
 * @param text as Podman says it, for instance {@code 4.9.4-rhel}
 */
public record PodmanVersion(String text) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)");

    /**
     * Whether a manifest can be pushed without a name, and its digest is told after a push. Both came with the libraries of 4.9
     * (containers/image, docker_transport.go: {@code UnknownDigestSuffix}).
     */
    boolean pushesByDigest() {
        return isAtLeast(4, 9);
    }

    /** Whether variables in the values of labels are replaced, as in the Dockerfile. */
    boolean expandsLabels() {
        return isAtLeast(4, 5);
    }

    /** Whether its info lists the emulators of its machine (podman's commit 87450b8f8b, "podman buildx inspect support"). */
    public boolean listsEmulators() {
        return isAtLeast(5, 6);
    }

    private boolean isAtLeast(int major, int minor) {
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.lookingAt()) {
            return false;
        }
        int ownMajor = Integer.parseInt(numbers.group(1));
        return ownMajor > major || ownMajor == major && Integer.parseInt(numbers.group(2)) >= minor;
    }

    /** What this Podman can do by its API. */
    public Set<Feature> features() {
        Set<Feature> features = EnumSet.of(
                Feature.SECRETS,
                Feature.SHM_SIZE,
                Feature.ULIMITS,
                Feature.ANNOTATIONS,
                Feature.REWRITE_TIMESTAMP,
                Feature.FORMAT_OCI,
                Feature.SEVERAL_OUTPUTS,
                Feature.OUTPUT_OCI,
                Feature.OUTPUT_DOCKER);
        if (pushesByDigest()) {
            features.add(Feature.PUSH_BY_DIGEST);
        }
        return features;
    }
}
