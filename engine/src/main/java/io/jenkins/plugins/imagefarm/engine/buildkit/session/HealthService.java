package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.health.HealthCheckRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.health.HealthCheckResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.health.HealthGrpc;

/** Says that the session lives. The daemon asks every 5 s and drops a session that fails twice ({@code session/grpc.go}). */
final class HealthService extends HealthGrpc.HealthImplBase {
    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
        response.onNext(HealthCheckResponse.newBuilder()
                .setStatus(HealthCheckResponse.ServingStatus.SERVING)
                .build());
        response.onCompleted();
    }
}
