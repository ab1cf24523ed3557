package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Connects to the builder that was asked for or, if none was, to the first one that answers on this machine. */
public final class BuilderFinder {
    private final Map<String, String> environment;

    /** @param environment where {@code BUILDKIT_HOST}, {@code DOCKER_HOST} and {@code XDG_RUNTIME_DIR} are looked up */
    public BuilderFinder(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * @throws ProblemException if no BuildKit answers; the cause lists every address that was tried and why each failed.
     *     It is the service's fault: what is not there now may be there soon
     * @throws CancelledException if the build is cancelled before one answers
     */
    public BuilderConnection connect(Builder builder, Cancellation cancellation) {
        List<Builder> candidates = builder.uri().isEmpty() ? candidates(builder.tls()) : List.of(builder);
        List<String> failures = new ArrayList<>();
        for (Builder candidate : candidates) {
            Endpoint endpoint = Endpoint.of(candidate);
            try {
                return BuilderConnection.open(endpoint, cancellation);
            } catch (IOException e) {
                if (cancellation.isCancelled()) {
                    throw new CancelledException();
                }
                failures.add(candidate.uri() + " " + reason(endpoint, e));
            }
        }
        throw new ProblemException(Problem.service(
                "No builder answers: " + String.join("; ", failures),
                builder.uri().isEmpty()
                        ? "Start a buildkitd or a Docker daemon there, or name a builder."
                        : "Check the address, and that this machine may connect to it."));
    }

    /** The order of docker and buildctl: what the environment says, then the usual sockets, root's before the user's. */
    private List<Builder> candidates(Builder.Tls tls) {
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
                .map(uri -> new Builder(uri, tls))
                .toList();
    }

    private static String reason(Endpoint endpoint, IOException e) {
        if (endpoint.socket() != null && !Files.exists(endpoint.socket())) {
            return "does not exist";
        }
        if (endpoint.socket() != null && !Files.isWritable(endpoint.socket())) {
            return "may not be used by this user";
        }
        if (e instanceof UnknownHostException) {
            return "has an unknown host name";
        }
        if (e instanceof SocketTimeoutException) {
            return e.getMessage();
        }
        if (e instanceof SSLException) {
            return "fails in the TLS handshake (" + e.getMessage() + ")";
        }
        if (e instanceof ConnectException) {
            return "refuses the connection";
        }
        if (endpoint.tls() != null && endpoint.tls().certificate() == null) {
            // TLS 1.3 refuses a client only after the handshake; gRPC then sees no more than a closed connection.
            return "hangs up after the TLS handshake: it may want a client certificate";
        }
        return e.getMessage();
    }
}
