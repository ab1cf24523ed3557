package io.jenkins.plugins.imagefarm.engine.api;

import java.util.ArrayList;
import java.util.List;

/**
 * What the RUN instructions of a Dockerfile find around them, and what they may do.
 *
 * @param network the network they see
 * @param addHosts further lines of their {@code /etc/hosts}
 * @param shmSize size of their {@code /dev/shm}; null for what the builder gives them
 * @param ulimits limits of their processes
 * @param allow entitlements that the Dockerfile may use
 */
public record RunOptions(
        NetworkMode network,
        List<ExtraHost> addHosts,
        MemorySize shmSize,
        List<Ulimit> ulimits,
        List<Entitlement> allow) {
    public RunOptions {
        network = network == null ? NetworkMode.DEFAULT : network;
        addHosts = addHosts == null ? List.of() : List.copyOf(addHosts);
        ulimits = ulimits == null ? List.of() : List.copyOf(ulimits);
        allow = allow == null ? List.of() : List.copyOf(allow);
    }

    /** With the builder's own limits, and no entitlements. */
    public RunOptions(NetworkMode network, List<ExtraHost> addHosts) {
        this(network, addHosts, null, List.of(), List.of());
    }

    /** As the builder does it. */
    public static RunOptions usual() {
        return new RunOptions(NetworkMode.DEFAULT, List.of());
    }

    /** All entitlements the build needs; as in buildx, who asks for the host's network needs no {@link #allow} for it. */
    public List<Entitlement> entitlements() {
        if (network != NetworkMode.HOST || allow.contains(Entitlement.HOST_NETWORK)) {
            return allow;
        }
        List<Entitlement> all = new ArrayList<>(allow);
        all.add(Entitlement.HOST_NETWORK);
        return all;
    }
}
