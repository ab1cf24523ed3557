package io.jenkins.plugins.imagefarm.engine.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the RUN instructions of a Dockerfile find around them, and what they may do.
 *
 * @param network the network they see
 * @param addHosts further lines of their {@code /etc/hosts}
 * @param shmSize size of their {@code /dev/shm}; null for what the builder gives them
 * @param ulimits limits of their processes
 * @param allow entitlements that the Dockerfile may use
 * @param ssh ids of the SSH keys that the Dockerfile may use; the keys are among the {@link Secrets}
 */
public record RunOptions(
        NetworkMode network,
        List<ExtraHost> addHosts,
        MemorySize shmSize,
        List<Ulimit> ulimits,
        List<Entitlement> allow,
        List<String> ssh) {
    /** What fits into {@code id=} of a Dockerfile. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    public RunOptions {
        network = network == null ? NetworkMode.DEFAULT : network;
        addHosts = addHosts == null ? List.of() : List.copyOf(addHosts);
        ulimits = ulimits == null ? List.of() : List.copyOf(ulimits);
        allow = allow == null ? List.of() : List.copyOf(allow);
        ssh = ssh == null ? List.of() : List.copyOf(ssh);
        ssh.forEach(RunOptions::requireSshId);
    }

    /** @throws ProblemException if no mount of a Dockerfile can have this id */
    public static void requireSshId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new ProblemException(Problem.user(
                    "'" + id + "' cannot be the id of an SSH key", "Use letters, digits, '_', '.' and '-'."));
        }
    }

    /** Without SSH keys. */
    public RunOptions(
            NetworkMode network,
            List<ExtraHost> addHosts,
            MemorySize shmSize,
            List<Ulimit> ulimits,
            List<Entitlement> allow) {
        this(network, addHosts, shmSize, ulimits, allow, List.of());
    }

    /** With the builder's own limits, and no entitlements. */
    public RunOptions(NetworkMode network, List<ExtraHost> addHosts) {
        this(network, addHosts, null, List.of(), List.of());
    }

    /** As the builder does it. */
    public static RunOptions usual() {
        return new RunOptions(NetworkMode.DEFAULT, List.of());
    }

    /** The same with these SSH keys. */
    public RunOptions withSsh(List<String> ids) {
        return new RunOptions(network, addHosts, shmSize, ulimits, allow, ids);
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
