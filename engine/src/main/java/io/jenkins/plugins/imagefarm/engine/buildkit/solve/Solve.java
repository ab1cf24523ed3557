package io.jenkins.plugins.imagefarm.engine.buildkit.solve;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ControlGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SolveRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SolveResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One call of {@code Control.Solve} with its status stream.
 *
 * <p>Both calls start together. {@code Solve} answers when the build has ended, cancels it on the daemon when the call is
 * cancelled, and fails when the daemon is lost; the {@link DaemonWatch} cancels it when the daemon is silent. The status
 * stream ends by itself soon after the solve, so that the last lines of the log are not lost; it is given
 * {@link #LAST_WORDS_SECONDS} for that.
 */
public final class Solve {
    private static final int LAST_WORDS_SECONDS = 3;

    private final BuilderConnection connection;
    private final SolveRequest request;
    private final Consumer<StatusResponse> progress;
    private final Optional<FrontendCall> question;
    private final SolveCall solve = new SolveCall();

    /**
     * @param question of a solve that names no frontend: what one is asked
     * @param progress gets every status message, one at a time
     */
    public Solve(
            BuilderConnection connection,
            SolveRequest request,
            Optional<FrontendCall> question,
            Consumer<StatusResponse> progress) {
        this.connection = connection;
        this.request = request;
        this.question = question;
        this.progress = progress;
    }

    /**
     * @return the exporters' response
     * @throws StatusRuntimeException as the daemon said, {@code UNAVAILABLE} if it is lost, {@code CANCELLED} if the build
     *     was cancelled
     */
    public Map<String, String> run(Cancellation cancellation) throws InterruptedException {
        StatusStream status = new StatusStream();
        ControlGrpc.ControlStub control = ControlGrpc.newStub(connection.channel());
        Runnable lost = () -> {
            solve.end("the builder stopped answering");
            status.end(); // nothing more comes from there
        };
        try (DaemonWatch watch = new DaemonWatch(connection, lost)) {
            control.status(StatusRequest.newBuilder().setRef(request.getRef()).build(), status);
            control.solve(request, solve);
            question.ifPresent(call -> call.ask(connection.channel(), solve::fail));
            try (var registration = cancellation.onCancel(() -> solve.end("the build is cancelled"))) {
                return solve.response.get().getExporterResponseMap();
            } catch (ExecutionException e) {
                throw verdict(e.getCause(), cancellation);
            } finally {
                status.awaitEnd();
            }
        }
    }

    /** Gives up while it {@link #run}s: what it waits for will not come. The build then fails as {@code UNAVAILABLE}. */
    public void abandon(String why) {
        solve.end(why);
    }

    private static StatusRuntimeException verdict(Throwable failure, Cancellation cancellation) {
        StatusRuntimeException told = failure instanceof StatusRuntimeException known
                ? known
                : Status.INTERNAL.withCause(failure).asRuntimeException();
        if (told.getStatus().getCode() != Status.Code.CANCELLED || cancellation.isCancelled()) {
            return told;
        }
        return Status.UNAVAILABLE
                .withDescription(told.getStatus().getDescription())
                .asRuntimeException(told.getTrailers());
    }

    private static final class SolveCall implements ClientResponseObserver<SolveRequest, SolveResponse> {
        private final CompletableFuture<SolveResponse> response = new CompletableFuture<>();
        private ClientCallStreamObserver<SolveRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<SolveRequest> requestStream) {
            call = requestStream;
        }

        void end(String why) {
            call.cancel(why, null);
        }

        void fail(Throwable why) {
            response.completeExceptionally(why);
            end("its frontend failed");
        }

        @Override
        public void onNext(SolveResponse value) {
            response.complete(value);
        }

        @Override
        public void onError(Throwable t) {
            response.completeExceptionally(t);
        }

        @Override
        public void onCompleted() {
            // The one answer came before.
        }
    }

    private final class StatusStream implements ClientResponseObserver<StatusRequest, StatusResponse> {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private ClientCallStreamObserver<StatusRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<StatusRequest> requestStream) {
            call = requestStream;
        }

        @Override
        public void onNext(StatusResponse value) {
            progress.accept(value);
        }

        @Override
        public void onError(Throwable t) {
            // The solve's own error says more; a stream that broke only costs the rest of the log.
            ended.complete(null);
        }

        @Override
        public void onCompleted() {
            ended.complete(null);
        }

        void awaitEnd() throws InterruptedException {
            try {
                ended.get(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException | CompletionException e) {
                end();
            }
        }

        void end() {
            call.cancel("the solve has ended", null);
        }
    }
}
