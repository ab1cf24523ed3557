package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Entitlement;
import io.jenkins.plugins.imagefarm.engine.api.ExtraHost;
import io.jenkins.plugins.imagefarm.engine.api.MemorySize;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.Ulimit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What RUN instructions find around them, with the option names of {@code docker buildx build}. */
final class RunInstructionOptions {
    @Option(
            names = "--network",
            paramLabel = "MODE",
            description = "The network that RUN sees: default, none, or host, that of the builder's machine.")
    private String network;

    @Option(
            names = "--add-host",
            paramLabel = "HOST:IP",
            description = "A line of /etc/hosts that RUN sees. May be repeated.")
    private List<String> addHosts = new ArrayList<>();

    @Option(names = "--shm-size", paramLabel = "SIZE", description = "The size of /dev/shm, such as 64m.")
    private String shmSize;

    @Option(
            names = "--ulimit",
            paramLabel = "NAME=SOFT[:HARD]",
            description = "A limit of the processes of RUN, such as nofile=1024:2048. May be repeated.")
    private List<String> ulimits = new ArrayList<>();

    @Option(
            names = "--allow",
            paramLabel = "ENTITLEMENT",
            description = {
                "An entitlement that the Dockerfile may use, if the builder grants it: network.host, security.insecure,",
                "device or device=NAME. May be repeated."
            })
    private List<String> allow = new ArrayList<>();

    RunOptions options() {
        return new RunOptions(
                NetworkMode.of(network),
                addHosts.stream().map(ExtraHost::valueOf).toList(),
                shmSize == null ? null : MemorySize.valueOf(shmSize),
                ulimits.stream().map(Ulimit::valueOf).toList(),
                allow.stream().map(Entitlement::valueOf).toList());
    }
}
