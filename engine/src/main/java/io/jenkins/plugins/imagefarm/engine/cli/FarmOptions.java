package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The nodes that a command is for. */
final class FarmOptions {
    @Option(
            names = "--node",
            paramLabel = "SPEC",
            description = {
                "A node: name=NAME,uri=URI[,type=buildkit|docker|podman][,max-builds=N][,priority=N][,weight=N][,label=LABEL]"
                        + "[,platform=OS/ARCH][,ssh-key=FILE][,ssh-passphrase-file=FILE][,known-hosts=FILE][,tlscacert=FILE]"
                        + "[,tlscert=FILE][,tlskey=FILE]. May be repeated."
            })
    private List<String> nodes = new ArrayList<>();

    @Option(
            names = "--farm-file",
            paramLabel = "FILE",
            description = "Nodes and farms in YAML, as in Jenkins' configuration as code.")
    private String farmFile;

    @Option(
            names = "--podman-connections",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = "",
            description = "Podman's connections and farms. Default for FILE: podman's own.")
    private String podmanConnections;

    @Option(
            names = "--farm",
            paramLabel = "NAME",
            description = "A farm of that file. Default: its default farm, or all its nodes if it has none.")
    private String farm;

    @Option(
            names = "--node-timeout",
            paramLabel = "TIME",
            description = "How long a node may take to answer, such as 10s. Default: ${DEFAULT-VALUE}.")
    private String nodeTimeout = "10s";

    /** Whether there is anything about a farm. */
    boolean areGiven() {
        return !nodes.isEmpty() || farmFile != null || podmanConnections != null || farm != null;
    }

    long nodeTimeoutMs() {
        return Time.of("--node-timeout", nodeTimeout).toMillis();
    }

    /** @throws ProblemException if there is none, or one cannot be used */
    NodeSet nodes() {
        List<NodeFields> fields = new ArrayList<>();
        String name = "";
        if (farmFile != null && podmanConnections != null) {
            throw new ProblemException(
                    Problem.user("There are both --farm-file and --podman-connections", "Give one of them."));
        }
        if (farmFile != null || podmanConnections != null) {
            Map.Entry<String, List<NodeFields>> selected = file().select(farm);
            name = selected.getKey();
            fields.addAll(selected.getValue());
        } else if (farm != null) {
            throw new ProblemException(Problem.user(
                    "There is no file that tells what the farm '" + farm + "' is",
                    "Give it with --farm-file or --podman-connections."));
        }
        nodes.forEach(node -> fields.add(NodeSpec.parse(node)));
        if (fields.isEmpty()) {
            throw new ProblemException(
                    Problem.user(
                            "There is no node",
                            "Give nodes with --node name=n1,uri=ssh://user@host/path/of/socket, --farm-file or --podman-connections."));
        }
        return NodeSet.of(name, fields);
    }

    private KnownFarms file() {
        if (farmFile != null) {
            return FarmFile.read(FileArgument.path(farmFile));
        }
        return PodmanConnections.read(
                podmanConnections.isEmpty()
                        ? PodmanConnections.usual(System.getenv())
                        : FileArgument.path(podmanConnections));
    }
}
