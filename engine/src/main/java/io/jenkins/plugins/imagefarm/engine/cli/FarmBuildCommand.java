package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code image-farm farm build}: one image of several platforms, each built where it is native. */
@Command(
        name = "build",
        description = "Build an image on the nodes of a farm.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:built",
            "1:failed, and you have to act: Dockerfile, arguments, names, rights",
            "2:the command line is wrong",
            "3:failed for a reason of a node or registry; trying again may help",
            "130:cancelled"
        },
        footer = {
            "",
            "Examples:",
            "  image-farm farm build --farm-file farm.yaml -t registry.example.com/team/app:1.0 --push .",
            "  image-farm farm build --node name=n1,uri=unix:///run/docker.sock \\",
            "      --node name=n2,uri=ssh://me@arm/run/user/1000/podman/podman.sock --dry-run ."
        })
final class FarmBuildCommand implements Callable<Integer> {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private FarmOptions farm;

    @Mixin
    private RuleOptions rules;

    @Mixin
    private BuildOptions build;

    FarmBuildCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        NodeSet nodes = farm.nodes();
        return build.run(
                new Builder(""),
                new Farm(nodes.farm(), nodes.nodes(), rules.rules(farm.nodeTimeoutMs()), List.of()),
                nodes.keys(),
                in,
                out,
                err);
    }
}
