package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.NodeCare;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ControlGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.DiskUsageRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.PruneRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.UsageRecord;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Looks after a buildkitd. All that it stores is its build cache; images with labels or names it has none. */
public final class BuildKitCare implements NodeCare {
    private static final int PATIENCE_S = 1;

    private final BuilderFinder finder;

    public BuildKitCare(BuilderFinder finder) {
        this.finder = finder;
    }

    @Override
    public long diskUsed(Builder builder, BuilderKeys keys, Cancellation cancellation) {
        return ask(builder, keys, cancellation, BuildKitCare::diskUsed);
    }

    /** The same on a connection that there is; empty if the daemon does not say it at once. */
    static OptionalLong diskUsedSoon(BuilderConnection connection) {
        try {
            return OptionalLong.of(diskUsed(
                    ControlGrpc.newBlockingStub(connection.channel()).withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS)));
        } catch (StatusRuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private static long diskUsed(ControlGrpc.ControlBlockingStub control) {
        return control.diskUsage(DiskUsageRequest.getDefaultInstance()).getRecordList().stream()
                .mapToLong(UsageRecord::getSize)
                .sum();
    }

    @Override
    public Pruned prune(Builder builder, BuilderKeys keys, Inquiry.Prune what, Cancellation cancellation) {
        if (!what.labels().isEmpty()) {
            return new Pruned(builder.name(), List.of(), 0, null);
        }
        PruneRequest request = PruneRequest.newBuilder()
                .setAll(what.all())
                .setKeepDuration(TimeUnit.SECONDS.toNanos(what.olderThanSeconds()))
                .build();
        return ask(builder, keys, cancellation, control -> {
            long reclaimed = 0;
            Iterator<UsageRecord> removed = control.prune(request);
            try {
                while (removed.hasNext()) {
                    reclaimed += removed.next().getSize();
                }
                return new Pruned(builder.name(), List.of(), reclaimed, null);
            } catch (StatusRuntimeException e) {
                if (cancellation.isCancelled() || reclaimed == 0) {
                    throw e;
                }
                return new Pruned(builder.name(), List.of(), reclaimed, problem(e));
            }
        });
    }

    /** A question to the daemon. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(ControlGrpc.ControlBlockingStub control);
    }

    private <T> T ask(Builder builder, BuilderKeys keys, Cancellation cancellation, Question<T> question) {
        try (BuilderConnection connection = finder.connect(builder, keys, cancellation);
                var registration = cancellation.onCancel(connection::close)) {
            return question.ask(ControlGrpc.newBlockingStub(connection.channel()));
        } catch (StatusRuntimeException e) {
            if (cancellation.isCancelled()) {
                throw new CancelledException();
            }
            throw new ProblemException(problem(e), e);
        }
    }

    private static Problem problem(StatusRuntimeException e) {
        String reason = e.getStatus().getDescription();
        return Problem.service(
                "The builder failed: "
                        + (reason == null ? e.getStatus().getCode().toString() : reason),
                "Look at the builder's log.");
    }
}
