package io.jenkins.plugins.imagefarm.engine.buildkit;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.BytesMessage;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ControlGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ListWorkersRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ListWorkersResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SolveRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SolveResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.LLBBridgeGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.Result;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.ReturnRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.ReturnResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A BuildKit of which only the frontend answers, so that it may be newer than those that are installed for the tests. */
final class PlayedFrontend implements AutoCloseable {
    private static final Metadata.Key<String> BUILD =
            Metadata.Key.of("buildkit-controlapi-buildid", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> BUILD_ID = Context.key("build");

    private final Map<String, String> answer;
    private final Server server;
    private final CompletableFuture<SolveRequest> solve = new CompletableFuture<>();
    private final CompletableFuture<Map<String, String>> question = new CompletableFuture<>();
    private final CompletableFuture<Void> returned = new CompletableFuture<>();

    /** @param answer the metadata of its result */
    PlayedFrontend(Map<String, String> answer) throws IOException {
        this.answer = answer;
        server = OkHttpServerBuilder.forPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .addService(new Control())
                .addService(new Bridge())
                .intercept(new BuildIds())
                .build()
                .start();
    }

    Builder builder() {
        return new Builder("tcp://127.0.0.1:" + server.getPort());
    }

    /** What the frontend was asked. */
    Map<String, String> question() {
        return question.join();
    }

    /** What the daemon was. */
    SolveRequest solve() {
        return solve.join();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static <T> void answer(StreamObserver<T> caller, T value) {
        caller.onNext(value);
        caller.onCompleted();
    }

    private final class Control extends ControlGrpc.ControlImplBase {
        @Override
        public void listWorkers(ListWorkersRequest request, StreamObserver<ListWorkersResponse> caller) {
            answer(caller, ListWorkersResponse.getDefaultInstance());
        }

        @Override
        public StreamObserver<BytesMessage> session(StreamObserver<BytesMessage> caller) {
            return new StreamObserver<>() {
                @Override
                public void onNext(BytesMessage value) {
                    // The frontend needs no file.
                }

                @Override
                public void onError(Throwable t) {
                    // The client has gone.
                }

                @Override
                public void onCompleted() {
                    caller.onCompleted();
                }
            };
        }

        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> caller) {
            returned.thenRun(caller::onCompleted);
        }

        @Override
        public void solve(SolveRequest request, StreamObserver<SolveResponse> caller) {
            solve.complete(request);
            returned.thenRun(() -> answer(caller, SolveResponse.getDefaultInstance()));
        }
    }

    private final class Bridge extends LLBBridgeGrpc.LLBBridgeImplBase {
        @Override
        public void solve(
                io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.SolveRequest request,
                StreamObserver<io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.SolveResponse> caller) {
            String build = BUILD_ID.get();
            solve.thenAccept(asked -> {
                if (!asked.getRef().equals(build)) {
                    caller.onError(Status.NOT_FOUND
                            .withDescription("no such job " + build)
                            .asRuntimeException());
                    return;
                }
                question.complete(request.getFrontendOptMap());
                Result.Builder result = Result.newBuilder();
                answer.forEach((key, value) -> result.putMetadata(key, ByteString.copyFromUtf8(value)));
                answer(
                        caller,
                        io.jenkins.plugins.imagefarm.engine.buildkit.proto.gateway.SolveResponse.newBuilder()
                                .setResult(result)
                                .build());
            });
        }

        @Override
        public void return_(ReturnRequest request, StreamObserver<ReturnResponse> caller) {
            answer(caller, ReturnResponse.getDefaultInstance());
            returned.complete(null);
        }
    }

    private static final class BuildIds implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Context context = Context.current().withValue(BUILD_ID, headers.get(BUILD));
            return Contexts.interceptCall(context, call, headers, next);
        }
    }
}
