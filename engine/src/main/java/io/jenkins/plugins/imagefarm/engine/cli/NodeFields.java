package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.List;

/**
 * A node as a person writes it; fields that are left out are null or empty, and mean what they mean in Jenkins.
 *
 * @param name what it is called
 * @param uri its address; empty for a builder on this machine
 * @param keys what it is reached with
 */
record NodeFields(
        String name,
        String uri,
        String type,
        Integer maxBuilds,
        Integer priority,
        Integer weight,
        List<String> labels,
        List<String> platforms,
        KeyTexts keys) {
    /** As in Jenkins: room for others on both sides. */
    private static final int DEFAULT_WEIGHT = 100;

    /** One that Jenkins makes pods for: {@link #known} says why it cannot be used here. */
    static NodeFields pods(String name) {
        return new NodeFields(
                name,
                "",
                BuilderType.KUBERNETES.toString(),
                null,
                null,
                null,
                List.of(),
                List.of(),
                new KeyTexts(null, null, null, null, null, null, null));
    }

    /** A node and its keys. */
    record Known(FarmNode node, BuilderKeys keys) {}

    /** @throws ProblemException if a value cannot be, or a file cannot be read; it names the node */
    Known known() {
        if (name == null || name.isBlank()) {
            throw new ProblemException(Problem.user(
                    "A node has no name" + (uri == null ? "" : ": " + uri), "Give every node a name of its own."));
        }
        if (uri == null) {
            throw new ProblemException(Problem.user(
                    "The node '" + name + "' has no uri",
                    "Use unix:///path, tcp://host:port or ssh://user@host/path/of/socket."));
        }
        try {
            Builder builder = new Builder(
                    name, uri, type == null ? BuilderType.AUTO : BuilderType.of(type), keys.knownHosts(uri));
            FarmNode node = new FarmNode(
                    builder,
                    maxBuilds == null ? 1 : maxBuilds,
                    priority == null ? 0 : priority,
                    weight == null ? DEFAULT_WEIGHT : weight,
                    labels,
                    platforms.stream().map(Platform::valueOf).toList());
            return new Known(node, keys.keys(uri));
        } catch (ProblemException e) {
            Problem problem = e.problem();
            throw problem.cause().contains("'" + name + "'")
                    ? e
                    : new ProblemException(
                            new Problem(
                                    problem.fault(), "The node '" + name + "': " + problem.cause(), problem.advice()),
                            e);
        }
    }
}
