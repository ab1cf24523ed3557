package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.secrets.GetSecretRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.secrets.GetSecretResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.secrets.SecretsGrpc;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Gives the daemon the secrets of {@code RUN --mount=type=secret}, when a step asks for them. */
public final class SecretsService extends SecretsGrpc.SecretsImplBase {
    /** BuildKit's own limit (MaxSecretSize in its session/secrets/secretsprovider). */
    private static final int LARGEST = 500 * 1024;

    private final Map<String, byte[]> secrets;
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    /**
     * @param secrets by id
     * @throws ProblemException if one is too large
     */
    public SecretsService(Map<String, byte[]> secrets) {
        this.secrets = Map.copyOf(secrets);
        secrets.forEach((id, secret) -> {
            if (secret.length > LARGEST) {
                throw new ProblemException(Problem.user(
                        "The secret '" + id + "' is too large: it has " + secret.length + " bytes",
                        "BuildKit takes at most " + LARGEST + " bytes."));
            }
        });
    }

    @Override
    public void getSecret(GetSecretRequest request, StreamObserver<GetSecretResponse> observer) {
        byte[] secret = secrets.get(request.getId());
        if (secret == null) {
            unknown.add(request.getId());
            // By this status the daemon knows that a mount with required=false may be left out; it writes the id into
            // its own text.
            observer.onError(Status.NOT_FOUND.withDescription("not found").asRuntimeException());
            return;
        }
        observer.onNext(GetSecretResponse.newBuilder()
                .setData(ByteString.copyFrom(secret))
                .build());
        observer.onCompleted();
    }

    /**
     * The missing secret behind a daemon's error text; empty if that is about something else. The text is that of
     * GetSecret in BuildKit's session/secrets/secrets.go; its second form is that of BuildKit 0.8, in Docker 20.10.
     */
    public Optional<Problem> explain(String daemonError) {
        return unknown.stream()
                .filter(id -> daemonError.contains("secret " + id + ":")
                        || daemonError.contains("secret " + id + " not found"))
                .findFirst()
                .map(id -> Problem.user(
                        "The Dockerfile asks for the secret '" + id + "', which was not given",
                        "Give a secret with this id, or write required=false at its mount."));
    }
}
