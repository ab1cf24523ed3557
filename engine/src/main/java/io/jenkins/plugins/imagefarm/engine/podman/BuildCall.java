package io.jenkins.plugins.imagefarm.engine.podman;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.archive.TarWriter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.NarratedStep;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.PingWatch;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestBody;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One call of {@code POST /libpod/build}: sends the context and reads what Podman says until it has said all.
 *
 * <p>A build that is cancelled is not simply hung up on. Podman would let its RUN go on, would keep an upload that broke off (4.3),
 * and could block for ever while it tells nobody about the build (pkg/channel: a write holds the lock that closing needs). So the
 * {@link ProcessPod} is removed, which fails the RUN, and an upload is ended early but in order, without a Dockerfile; then Podman
 * ends the build by itself and clears up. It is hung up on only if that takes too long, as it does while a base image is pulled.
 */
final class BuildCall {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration POD_REMOVAL = Duration.ofSeconds(10);
    private static final int BUFFER = 64 * 1024;

    private final Transport transport;
    private final BuildNarration narration;
    private final ContextArchive context;
    private final Cancellation cut = new Cancellation();
    private volatile boolean lost;
    private ProblemException unreadable;
    private String error;

    /** How the call ended. */
    enum End {
        /** Podman said that it has built the image. */
        BUILT,
        /** Podman said why it has not; see {@link #error}. */
        FAILED,
        /** The connection broke off. */
        BROKEN,
        /** Podman stopped answering. */
        SILENT
    }

    BuildCall(Transport transport, BuildNarration narration, ContextArchive context) {
        this.transport = transport;
        this.narration = narration;
        this.context = context;
    }

    /**
     * Returns when nothing of the build runs on the node any more, as far as the node can still be told.
     *
     * @param pod in which the steps run; null if they do not run in one
     * @throws CancelledException if the build was cancelled
     * @throws ProblemException if the context cannot be read
     */
    End run(RestRequest query, ProcessPod pod, Cancellation cancellation, NarratedStep upload) {
        RestRequest request = query.body(
                        new RestBody("application/x-tar", out -> writeContext(out, cancellation, upload)))
                .withoutLimit();
        try (PingWatch watch = new PingWatch(end -> new RestClient(transport, end), this::giveUp);
                var registration = cancellation.onCancel(() -> stop(pod))) {
            End end = read(request);
            if (cancellation.isCancelled()) {
                throw new CancelledException();
            }
            if (unreadable != null) {
                throw unreadable;
            }
            return end;
        } finally {
            if (pod != null) {
                pod.remove(POD_REMOVAL);
            }
        }
    }

    private End read(RestRequest request) {
        try (RestReply reply = new RestClient(transport, cut).send(request)) {
            reply.eachJson(this::on);
        } catch (RestStatusException e) {
            error = e.getMessage();
        } catch (CancelledException e) {
            return lost ? End.SILENT : End.BROKEN;
        } catch (IOException e) {
            return cut.isCancelled() && lost ? End.SILENT : End.BROKEN;
        }
        if (error != null) {
            return End.FAILED;
        }
        return narration.imageId().isPresent() ? End.BUILT : End.BROKEN;
    }

    private void on(JsonNode message) {
        if (message.hasNonNull("stream")) {
            narration.on(message.get("stream").asText());
        }
        if (message.hasNonNull("error")) {
            error = message.get("error").asText();
        }
    }

    /** Why Podman did not build it. */
    String error() {
        return error;
    }

    private void writeContext(OutputStream out, Cancellation cancellation, NarratedStep upload) throws IOException {
        upload.start();
        CountedOutput counted = new CountedOutput(out, upload);
        BufferedOutputStream buffered = new BufferedOutputStream(counted, BUFFER);
        TarWriter tar = new TarWriter(buffered);
        try {
            context.writeTo(tar, cancellation);
        } catch (CancelledException e) {
            upload.interrupted();
        } catch (ProblemException e) {
            unreadable = e;
            upload.failed(e.problem().cause());
        }
        tar.end();
        counted.complete();
        upload.end();
    }

    /** Called by whoever cancels, who does not wait. */
    private void stop(ProcessPod pod) {
        Thread thread = new Thread(
                () -> {
                    if (pod != null && !pod.remove(GRACE)) {
                        cut.cancel();
                    }
                },
                "podman-stop");
        thread.setDaemon(true);
        thread.start();
        CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(cut::cancel);
    }

    private void giveUp() {
        lost = true;
        cut.cancel();
    }

    /** Tells how much was sent, now and then. */
    private static final class CountedOutput extends FilterOutputStream {
        private static final long NEWS = 1 << 20;

        private final NarratedStep step;
        private long count;
        private long told;

        CountedOutput(OutputStream out, NarratedStep step) {
            super(out);
            this.step = step;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
            if (count - told >= NEWS) {
                told = count;
                step.transferred("transferring context:", count, false);
            }
        }

        void complete() {
            step.transferred("transferring context:", count, true);
        }
    }
}
