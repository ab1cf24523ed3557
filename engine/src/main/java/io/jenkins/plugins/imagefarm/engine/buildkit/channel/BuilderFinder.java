package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswer;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Connects to the builder that was asked for or, if none was, to the first one that answers on this machine. */
public final class BuilderFinder {
    private final Map<String, String> environment;

    /** @param environment where {@code BUILDKIT_HOST}, {@code DOCKER_HOST} and {@code XDG_RUNTIME_DIR} are looked up */
    public BuilderFinder(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * @throws ProblemException if no BuildKit answers; the cause lists every address that was tried and why each failed.
     *     It is the service's fault unless all of them refuse this user's settings: what is not there now may be there soon
     * @throws CancelledException if the build is cancelled before one answers
     */
    public BuilderConnection connect(Builder builder, BuilderKeys keys, Cancellation cancellation) {
        if (!builder.uri().isEmpty()) {
            return connect(Transport.to(builder, keys), cancellation);
        }
        Stream<Transport> ways = candidates().stream().map(candidate -> Transport.to(candidate, keys));
        return first(ways, Optional.of("Start a buildkitd or a Docker daemon there, or name a builder."), cancellation);
    }

    /**
     * Connects to the builder at the end of a way.
     *
     * @param way closed with the connection, or if there is none
     * @throws ProblemException if no BuildKit answers there
     * @throws CancelledException if the build is cancelled before it answers
     */
    public static BuilderConnection connect(Transport way, Cancellation cancellation) {
        return first(Stream.of(way), Optional.empty(), cancellation);
    }

    /** @param advice if nothing answers; empty for that of the last way */
    private static BuilderConnection first(Stream<Transport> ways, Optional<String> advice, Cancellation cancellation) {
        List<String> failures = new ArrayList<>();
        boolean later = false;
        String last = "";
        for (Iterator<Transport> left = ways.iterator(); left.hasNext(); ) {
            Transport way = left.next();
            try {
                return BuilderConnection.open(way, cancellation);
            } catch (IOException e) {
                way.close();
                if (cancellation.isCancelled()) {
                    throw new CancelledException();
                }
                NoAnswer why = way.why(e);
                failures.add(way.uri() + " " + why.reason());
                later |= why.fault() == Fault.SERVICE;
                last = why.adviceOrUsual();
            }
        }
        throw new ProblemException(new Problem(
                later ? Fault.SERVICE : Fault.USER,
                "No builder answers: " + String.join("; ", failures),
                advice.orElse(last)));
    }

    /** The order of docker and buildctl: what the environment says, then the usual sockets, root's before the user's. */
    public List<Builder> candidates() {
        Set<String> uris = new LinkedHashSet<>();
        uris.add(environment.get("BUILDKIT_HOST"));
        uris.add(environment.get("DOCKER_HOST"));
        uris.add("unix:///run/buildkit/buildkitd.sock");
        uris.add("unix:///var/run/docker.sock");
        String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/")) {
            uris.add("unix://" + runtime + "/buildkit/buildkitd.sock");
            uris.add("unix://" + runtime + "/docker.sock");
        }
        return uris.stream()
                .filter(uri -> uri != null && !uri.isBlank())
                .map(Builder::new)
                .toList();
    }
}
