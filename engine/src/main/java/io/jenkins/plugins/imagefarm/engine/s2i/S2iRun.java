package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import io.jenkins.plugins.imagefarm.engine.api.Source;
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

/** One s2i build: its Dockerfile and the context for it are written, and that is built. */
final class S2iRun {
    private final BuildRequest request;
    private final S2iBuild build;
    private final BuildReporter reporter;
    private final Duration saveLimit;
    private final Path parent;
    private final ImageLookup images;
    private final Pattern exclude;
    private final Map<String, Long> stages = new LinkedHashMap<>();
    private S2iProtocol protocol;
    private Scripts scripts = new Scripts(Map.of(), List.of());
    private boolean incremental;

    /** Does what has been made of a build, once. */
    interface Builders {
        /** @param request has a Dockerfile */
        Outcome build(BuildRequest request, Attempt attempt) throws InterruptedException, NotSavedException;

        /** @param request says where the image goes */
        Outcome build(ContainerPlan plan, BuildRequest request, Attempt attempt)
                throws InterruptedException, NotSavedException;
    }

    /** One of the ways in which they do it. */
    @FunctionalInterface
    private interface Way {
        Outcome build(Attempt attempt) throws InterruptedException, NotSavedException;
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
        this.saveLimit = saveLimit;
        this.parent = parent;
        this.protocol = build.protocol();
        this.exclude = Pattern.compile(build.exclude());
        this.images = new ImageLookup(request, source, reporter::say);
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
        boolean used = incremental && reason == null;
        reporter.s2i(new S2iReport(protocol, scripts.from(), used, stages, reason));
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
        ImageMetadata builder = timed(images::builder);
        if (!builder.onBuild().isEmpty()) {
            String dockerfile = planner.onBuild(builder);
            new Upload(folder).write(source, "", exclude);
            return build.asDockerfile() == null
                    ? onBuild(builder, dockerfile(folder, dockerfile, "", request.destination()), builders)
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
        return build.asDockerfile() == null ? build(plan, folder, builders) : written(folder, S2iDockerfile.of(plan));
    }

    /** With the method run the images are there afterwards. */
    private ImageMetadata timed(Supplier<ImageMetadata> lookup) {
        long start = System.nanoTime();
        ImageMetadata image = lookup.get();
        if (build.method() == S2iMethod.RUN) {
            stages.merge("PullImages", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), Long::sum);
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
            return builders.build(dockerfile, new Attempt(scripts, saveLimit));
        } catch (NotSavedException e) {
            throw new IllegalStateException("nothing was to be saved", e);
        } catch (ProblemException e) {
            throw new FailureJudge(scripts, builder, null).explainOnBuild(e);
        }
    }

    private Outcome build(S2iPlan plan, Path folder, Builders builders) throws InterruptedException {
        try {
            return all(plan, folder, builders);
        } catch (NotSavedException e) {
            reporter.say(S2iDockerfile.CLEAN + e.getMessage());
            reporter.startOver();
        }
        try {
            return all(plan.after(null), folder, builders);
        } catch (NotSavedException e) {
            throw new IllegalStateException("nothing was to be saved", e);
        }
    }

    private Outcome all(S2iPlan plan, Path folder, Builders builders) throws InterruptedException, NotSavedException {
        boolean savesForNext =
                plan.runtime() != null && request.destination().push() && build.incremental() != S2iIncremental.FALSE;
        // The runtime image has nothing that can be saved, so the image in which the application was built is kept.
        Destination saved =
                savesForNext ? new Destination(images.saved().stream().toList(), true, List.of(), null, null) : null;
        if (build.method() == S2iMethod.RUN) {
            ContainerPlan inContainers = new ContainerPlan(plan, folder, saved, build.container());
            BuildRequest image = dockerfile(folder, "", "", request.destination());
            return attempt(plan, attempt -> builders.build(inContainers, image, attempt));
        }
        String dockerfile = S2iDockerfile.of(plan);
        if (saved != null) {
            BuildRequest assembled = dockerfile(folder, dockerfile, S2iDockerfile.ASSEMBLED, saved);
            attempt(plan, attempt -> builders.build(assembled, attempt));
            reporter.startOver();
        }
        BuildRequest whole = dockerfile(folder, dockerfile, "", request.destination());
        return attempt(plan, attempt -> builders.build(whole, attempt));
    }

    private Outcome attempt(S2iPlan plan, Way way) throws InterruptedException, NotSavedException {
        Attempt attempt = new Attempt(plan.scripts(), saveLimit);
        try {
            return way.build(attempt);
        } catch (ProblemException e) {
            if (plan.isOfPrevious(e.problem())) {
                throw new NotSavedException(e.problem().cause(), e);
            }
            throw new FailureJudge(plan.scripts(), plan.builder(), plan.runtime()).explain(e, attempt.steps());
        } finally {
            attempt.steps().stages().forEach((stage, time) -> stages.merge(stage, time, Math::max));
            // Of a step that comes from the builder's cache nothing is heard; then it did what was asked for when it
            // ran.
            incremental = plan.saving().isPresent() && !attempt.steps().fellBack();
        }
    }

    private BuildRequest dockerfile(Path folder, String text, String stage, Destination destination) {
        Recipe recipe = request.recipe().ofStage(stage);
        boolean whole = stage.isEmpty();
        return request.fromDockerfile(
                new Source(folder.toString(), null, text),
                whole ? recipe : recipe.withCaches(recipe.cacheFrom(), List.of()),
                destination);
    }
}
