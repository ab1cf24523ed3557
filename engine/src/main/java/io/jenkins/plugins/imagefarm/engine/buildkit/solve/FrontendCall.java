package io.jenkins.plugins.imagefarm.engine.buildkit.solve;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.LLBBridgeGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.Ref;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.Result;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.ReturnRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.SolveRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A question to a frontend. What it answers does not come back from a solve, so the client has to be the solve's frontend: the daemon
 * waits for what it returns, and meanwhile it has the one it means asked ({@code client/build.go} in BuildKit).
 */
public final class FrontendCall {
    private static final Metadata.Key<String> BUILD =
            Metadata.Key.of("buildkit-controlapi-buildid", Metadata.ASCII_STRING_MARSHALLER);

    private final String ref;
    private final SolveRequest question;
    private final Map<String, String> answer = new TreeMap<>();

    /** @param ref of the solve */
    FrontendCall(String ref, String frontend, Map<String, String> attributes) {
        this.ref = ref;
        this.question = SolveRequest.newBuilder()
                .setFrontend(frontend)
                .putAllFrontendOpt(attributes)
                .setAllowResultReturn(true)
                .setAllowResultArrayRef(true)
                .build();
    }

    /**
     * Once the solve has begun: the daemon waits some seconds for it. When the answer is there, it ends the solve.
     *
     * @param onFailure told if there will be none; the solve goes on then
     */
    void ask(Channel channel, Consumer<Throwable> onFailure) {
        Metadata headers = new Metadata();
        headers.put(BUILD, ref);
        LLBBridgeGrpc.LLBBridgeStub bridge =
                LLBBridgeGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
        bridge.solve(question, new Answer<>(onFailure, response -> {
            response.getResult().getMetadataMap().forEach(this::answered);
            Result nothing =
                    Result.newBuilder().setRef(Ref.getDefaultInstance()).build();
            bridge.return_(
                    ReturnRequest.newBuilder().setResult(nothing).build(), new Answer<>(onFailure, returned -> {}));
        }));
    }

    private synchronized void answered(String key, ByteString value) {
        answer.put(key, value.toStringUtf8());
    }

    /** After the solve: the result's metadata, for instance {@code result.json}. */
    public synchronized Map<String, String> answer() {
        return Map.copyOf(answer);
    }

    private record Answer<T>(Consumer<Throwable> failed, Consumer<T> came) implements StreamObserver<T> {
        @Override
        public void onNext(T value) {
            came.accept(value);
        }

        @Override
        public void onError(Throwable t) {
            failed.accept(t);
        }

        @Override
        public void onCompleted() {
            // The one answer came before.
        }
    }
}
