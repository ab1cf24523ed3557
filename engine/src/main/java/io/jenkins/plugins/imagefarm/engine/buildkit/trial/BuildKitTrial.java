package io.jenkins.plugins.imagefarm.engine.buildkit.trial;

import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.NodeTrial;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveFailure;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveProgress;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.CacheOptions;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SolveRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.FileSyncService;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.Session;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.TransferCount;
import io.jenkins.plugins.imagefarm.engine.buildkit.solve.Solve;
import io.jenkins.plugins.imagefarm.engine.source.FileTree;
import io.jenkins.plugins.imagefarm.engine.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Has a BuildKit, or the one inside Docker, build an image of one step: a program that the engine brings along is copied into nothing,
 * and run. No image is kept and no registry asked; the daemon's own Dockerfile frontend is used.
 */
public final class BuildKitTrial implements NodeTrial {
    private static final String NAME = "image-farm-trial";
    private static final String PROGRAM = "program";

    private final BuilderFinder finder;
    private final int exitCode;

    public BuildKitTrial(BuilderFinder finder) {
        this(finder, 0);
    }

    /** @param exitCode of the program: with any other than 0 the trial has to fail, or nothing was run */
    BuildKitTrial(BuilderFinder finder, int exitCode) {
        this.finder = finder;
        this.exitCode = exitCode;
    }

    @Override
    public boolean run(Builder builder, BuilderKeys keys, Platform platform, Cancellation cancellation)
            throws InterruptedException {
        Optional<TinyProgram> program = TinyProgram.of(platform.architecture());
        if (program.isEmpty()) {
            return false;
        }
        try (BuilderConnection connection = finder.connect(builder, keys, cancellation)) {
            run(connection, platform, program.get().file(exitCode), cancellation);
        }
        return true;
    }

    private static void run(BuilderConnection connection, Platform platform, byte[] program, Cancellation cancellation)
            throws InterruptedException {
        SolveProgress progress = new SolveProgress();
        ExecutorService readers = Executors.newCachedThreadPool(BuildKitTrial::thread);
        try (Session session = Session.open(connection, NAME, NAME, List.of(files(program, readers)))) {
            new Solve(connection, request(session.id(), platform), Optional.empty(), progress::apply).run(cancellation);
        } catch (StatusRuntimeException e) {
            if (cancellation.isCancelled()) {
                throw new CancelledException();
            }
            throw new ProblemException(SolveFailure.of(e, progress).problem(), e);
        } finally {
            readers.shutdownNow();
        }
    }

    private static SolveRequest request(String session, Platform platform) {
        return SolveRequest.newBuilder()
                .setRef(UUID.randomUUID().toString().replace("-", ""))
                .setSession(session)
                .setFrontend("dockerfile.v0")
                .putFrontendAttrs("filename", NAME)
                .putFrontendAttrs("no-cache", "")
                .putFrontendAttrs("platform", platform.toString())
                .setCache(CacheOptions.getDefaultInstance())
                .build();
    }

    private static ServerServiceDefinition files(byte[] program, ExecutorService readers) {
        byte[] dockerfile = ("FROM scratch\nCOPY --chmod=755 " + PROGRAM + " /\nRUN [\"/" + PROGRAM + "\"]\n")
                .getBytes(StandardCharsets.UTF_8);
        Map<String, FileTree> trees = Map.of(
                "context", new MemoryTree(Map.of(PROGRAM, program)),
                "dockerfile", new MemoryTree(Map.of(NAME, dockerfile)));
        return new FileSyncService(trees, readers, new TransferCount()).definition();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "trial-files");
        thread.setDaemon(true);
        return thread;
    }
}
