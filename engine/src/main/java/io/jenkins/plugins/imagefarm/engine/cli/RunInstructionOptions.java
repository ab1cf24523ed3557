package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.ExtraHost;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
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

    RunOptions options() {
        return new RunOptions(
                NetworkMode.of(network),
                addHosts.stream().map(ExtraHost::valueOf).toList());
    }
}
