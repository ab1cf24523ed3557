package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderKind;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswer;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Finds out what listens at a builder's address and what that can do. It takes as long as the builder takes; who has only so much
 * time cancels.
 */
public final class BuilderProbe {
    private final LocalBuilders local;
    private final BuilderFinder finder;

    /** @param environment where the builders of this machine are looked up, as {@link BuilderFinder} does */
    public BuilderProbe(Map<String, String> environment) {
        finder = new BuilderFinder(environment);
        local = new LocalBuilders(finder, environment);
    }

    /**
     * The same builder with its address and type.
     *
     * @throws ProblemException if nothing answers there, or it is a pod that is not there yet
     * @throws CancelledException if it was cancelled
     */
    public Builder resolve(Builder builder, BuilderKeys keys, Cancellation cancellation) {
        requireAddress(builder);
        if (builder.uri().isEmpty()) {
            return local.find(builder, keys, cancellation).orElseGet(() -> {
                // Nothing answers, so this ends with all the reasons.
                finder.connect(builder, keys, cancellation).close();
                return builder;
            });
        }
        if (builder.type() != BuilderType.AUTO) {
            return builder;
        }
        try (Transport transport = Transport.to(builder, keys)) {
            return builder.of(ask(transport, cancellation));
        }
    }

    /** Asks a builder what it is and can do. */
    public NodeInfo ask(Builder builder, BuilderKeys keys, Cancellation cancellation) {
        return ask(builder, List.of(), keys, cancellation);
    }

    /**
     * Asks a builder what it is and can do.
     *
     * @param platforms what it is used for; empty for all that it can build
     * @throws ProblemException if it does not answer, or is not what it is said to be
     * @throws CancelledException if it was cancelled
     */
    public NodeInfo ask(Builder builder, List<Platform> platforms, BuilderKeys keys, Cancellation cancellation) {
        requireAddress(builder);
        Builder there = builder.uri().isEmpty() ? resolve(builder, keys, cancellation) : builder;
        try (Transport transport = Transport.to(there, keys)) {
            BuilderType type = ask(transport, cancellation);
            if (there.type() != BuilderType.AUTO && there.type() != type) {
                throw new ProblemException(Problem.user(
                        there.uri() + " is of type " + type + ", not " + there.type(),
                        "Correct the node's type, or use auto."));
            }
            return type == BuilderType.PODMAN
                    ? podman(transport, platforms, cancellation)
                    : buildkit(there.of(type), keys, cancellation);
        }
    }

    /** What is beside the engine must not be taken for a pod that is not there yet. */
    private static void requireAddress(Builder builder) {
        if (builder.inPods()) {
            throw new ProblemException(BuilderType.onlyInJenkins());
        }
    }

    private static BuilderType ask(Transport transport, Cancellation cancellation) {
        try {
            return FirstWord.ask(transport, cancellation);
        } catch (IOException e) {
            throw noAnswer(transport, cancellation, e);
        }
    }

    private static NodeInfo podman(Transport transport, List<Platform> platforms, Cancellation cancellation) {
        try {
            return new PodmanInfo(transport, cancellation).ask(platforms);
        } catch (IOException e) {
            throw noAnswer(transport, cancellation, e);
        }
    }

    private static RuntimeException noAnswer(Transport transport, Cancellation cancellation, IOException e) {
        if (cancellation.isCancelled()) {
            return new CancelledException();
        }
        NoAnswer why = transport.why(e);
        String cause = "No builder answers: " + transport.uri() + " " + why.reason();
        return new ProblemException(new Problem(why.fault(), cause, why.adviceOrUsual()), e);
    }

    private NodeInfo buildkit(Builder builder, BuilderKeys keys, Cancellation cancellation) {
        try (BuilderConnection connection = finder.connect(builder, keys, cancellation)) {
            BuilderKind kind = connection.kind();
            return new NodeInfo(
                    kind.isDocker() ? BuilderType.DOCKER : BuilderType.BUILDKIT,
                    kind.isDocker() ? dockerVersion(connection, cancellation) : connection.version(),
                    connection.workerPlatforms().own(),
                    connection.workerPlatforms().emulated(),
                    connection.features(),
                    -1);
        }
    }

    /** Docker's BuildKit does not say which Docker it is in. */
    private static String dockerVersion(BuilderConnection connection, Cancellation cancellation) {
        try {
            return connection
                    .docker(cancellation)
                    .json(RestRequest.get("/version"))
                    .path("Version")
                    .asText();
        } catch (IOException e) {
            return connection.version(); // behind a proxy that lets only BuildKit through
        }
    }
}
