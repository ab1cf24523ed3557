package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One s2i build: it is planned from what its images say, what it needs is put together in a folder, and its method carries the plan
 * out — again without the image before, if that one cannot save.
 */
final class S2iRun {
    private final BuildRequest request;
    private final S2iBuild build;
    private final BuildReporter reporter;
    private final Path parent;
    private final ImageLookup images;
    private final Pattern exclude;
    private final Tries tries;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private S2iProtocol protocol;
    private Scripts scripts = new Scripts(Map.of(), List.of());

    /** Does what has been made of a build, once. */
    interface Builders {
        /** @param request has a Dockerfile */
        Outcome build(BuildRequest request, Attempt attempt) throws InterruptedException, NotSavedException;

        /** @param request says where the image goes */
        Outcome build(ContainerPlan plan, BuildRequest request, Attempt attempt)
                throws InterruptedException, NotSavedException;
    }

    /**
     * @param source of the images that it begins with
     * @param saveLimit for how long save-artifacts may run
     * @param parent where the context is put together; null for where this machine's temporary files are
     */
    S2iRun(BuildRequest request, ImageSource source, BuildReporter reporter, Duration saveLimit, Path parent) {
        this.request = request;
        this.build = request.s2i();
        this.reporter = reporter;
        this.parent = parent;
        this.protocol = build.protocol();
        this.exclude = Pattern.compile(build.exclude());
        this.images = new ImageLookup(request, source, reporter::say);
        this.tries = new Tries(saveLimit);
    }

    Outcome run(Builders builders) throws InterruptedException {
        S2iReason reason = null;
        try {
            return inFolder(builders);
        } catch (S2iFailure e) {
            reason = e.reason();
            throw e;
        } catch (ProblemException e) {
            reason = S2iReason.GENERIC_S2I_BUILD_FAILED;
            throw e;
        } finally {
            report(reason);
        }
    }

    private void report(S2iReason reason) {
        boolean success = reason == null;
        reporter.s2i(new S2iReport(
                protocol,
                scripts.from(),
                success && tries.incremental(),
                tries.stages(),
                success ? request.recipe().labelled(labels).labels() : Map.of(),
                reason));
    }

    private Outcome inFolder(Builders builders) throws InterruptedException {
        // Before a folder is made: a source that is not there is the first thing to tell.
        SourceFolder source = new SourceFolder(request.source().context(), build.contextDir());
        try (StageFolder folder = StageFolder.open(build.asDockerfile(), parent)) {
            try {
                return run(source, folder.path(), builders);
            } catch (ProblemException e) {
                folder.discard();
                throw e;
            }
        }
    }

    private Outcome run(SourceFolder source, Path folder, Builders builders) throws InterruptedException {
        S2iPlanner planner = new S2iPlanner(request, source);
        labels.putAll(planner.labels());
        ImageMetadata builder = timed(images::builder);
        if (!builder.onBuild().isEmpty()) {
            String dockerfile = planner.onBuild(builder);
            new Upload(folder).write(source, "", exclude);
            return build.asDockerfile() == null
                    ? onBuild(builder, new FolderRequests(request, folder, labels).of(dockerfile), builders)
                    : written(folder, dockerfile);
        }
        S2iPlan clean = planner.plan(builder, timed(images::runtime));
        protocol = clean.protocol();
        scripts = clean.scripts();
        tell(builder);
        S2iPlan plan = clean.after(timed(() -> images.previous(scripts)));
        Upload upload = new Upload(folder);
        upload.write(scripts.found());
        upload.write(source, Upload.SOURCE, exclude);
        return build.asDockerfile() == null
                ? build(plan, method(folder, builders))
                : written(folder, S2iDockerfile.of(plan));
    }

    private Method method(Path folder, Builders builders) {
        FolderRequests requests = new FolderRequests(request, folder, labels);
        return build.method() == S2iMethod.RUN
                ? new ContainerMethod(requests, build.container(), tries, builders)
                : new DockerfileMethod(requests, reporter, tries, builders);
    }

    /** With the method run the images are there afterwards. */
    private ImageMetadata timed(Supplier<ImageMetadata> lookup) {
        long start = System.nanoTime();
        ImageMetadata image = lookup.get();
        if (build.method() == S2iMethod.RUN) {
            tries.took("PullImages", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        return image;
    }

    private void tell(ImageMetadata builder) {
        reporter.say(
                "#0 " + builder.name() + " with the protocol " + protocol.name().toLowerCase(Locale.ROOT));
        if (protocol == S2iProtocol.S2I) {
            scripts.from().forEach((name, from) -> reporter.say("#0 script " + name + " of " + from));
        }
    }

    private Outcome written(Path folder, String dockerfile) {
        Path file = folder.resolve("Dockerfile");
        try {
            Files.writeString(file, dockerfile);
        } catch (IOException e) {
            throw new S2iFailure(
                    S2iReason.DOCKERFILE_CREATION_FAILED,
                    Problem.user("'" + file + "' cannot be written: " + IoReason.of(e), ""),
                    e);
        }
        reporter.say("The Dockerfile is in " + folder + ".");
        return new Outcome(Map.of(), request.recipe().platforms());
    }

    private Outcome onBuild(ImageMetadata builder, BuildRequest dockerfile, Builders builders)
            throws InterruptedException {
        try {
            return builders.build(dockerfile, tries.next(scripts));
        } catch (NotSavedException e) {
            throw new IllegalStateException("nothing was to be saved", e);
        } catch (ProblemException e) {
            throw new FailureJudge(scripts, builder, null).explainOnBuild(e);
        }
    }

    private Outcome build(S2iPlan plan, Method method) throws InterruptedException {
        Destination saved = saved(plan);
        try {
            return method.carryOut(plan, saved);
        } catch (NotSavedException e) {
            reporter.say(S2iDockerfile.CLEAN + e.getMessage());
            reporter.startOver();
        }
        try {
            return method.carryOut(plan.after(null), saved);
        } catch (NotSavedException e) {
            throw new IllegalStateException("nothing was to be saved", e);
        }
    }

    /** Where the image goes in which the application was built; null for nowhere. A runtime image has nothing that can be saved. */
    private Destination saved(S2iPlan plan) {
        return plan.runtime() != null && request.destination().push() && build.incremental() != S2iIncremental.FALSE
                ? new Destination(images.saved().stream().toList(), true, List.of(), null, null)
                : null;
    }
}
