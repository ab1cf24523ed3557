package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;

/**
 * What the RUN instructions of a Dockerfile find around them.
 *
 * @param network the network they see
 * @param addHosts further lines of their {@code /etc/hosts}
 */
public record RunOptions(NetworkMode network, List<ExtraHost> addHosts) {
    public RunOptions {
        network = network == null ? NetworkMode.DEFAULT : network;
        addHosts = addHosts == null ? List.of() : List.copyOf(addHosts);
    }

    /** As the builder does it. */
    public static RunOptions usual() {
        return new RunOptions(NetworkMode.DEFAULT, List.of());
    }
}
