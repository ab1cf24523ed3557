package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private Map<String, String> labels = Map.of();
    private S2iProtocol protocol;
    private Scripts scripts = new Scripts(Map.of(), List.of());
    private boolean incremental;
    private boolean fellBack;
    /** Of the last Dockerfile that was built. */
    private StepWatch steps;
    /** Whether our scripts are around those of the images: until one of them is known to have no shell. */
    private boolean watched = true;

    /** Builds what has a Dockerfile. */
    @FunctionalInterface
    interface Builders {
        Outcome build(BuildRequest request, Attempt attempt) throws InterruptedException, NotSavedException;
    }

    /**
     * @param saveLimit for how long save-artifacts may run
     * @param parent where the context is put together; null for where this machine's temporary files are
     */
    S2iRun(BuildRequest request, LoginSource logins, BuildReporter reporter, Duration saveLimit, Path parent) {
        this.request = request;
        this.build = request.s2i();
        this.reporter = reporter;
        this.saveLimit = saveLimit;
        this.parent = parent;
        this.protocol = build.protocol();
        this.exclude = Pattern.compile(build.exclude());
        this.images = new ImageLookup(request, logins, reporter::say);
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
        reporter.s2i(new S2iReport(protocol, scripts.from(), used, stages, told(reason), reason));
    }

    private Map<String, String> told(S2iReason reason) {
        return reason == null ? request.recipe().labelled(labels).labels() : Map.of();
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
        labels = planner.labels();
        ImageMetadata builder = images.builder();
        if (!builder.onBuild().isEmpty()) {
            String dockerfile = planner.onBuild(builder);
            new Upload(folder).write(source, "", exclude);
            return build.asDockerfile() == null
                    ? onBuild(builder, dockerfile(folder, dockerfile, "", request.destination()), builders)
                    : written(folder, dockerfile);
        }
        S2iPlan clean = planner.plan(builder, images.runtime());
        protocol = clean.protocol();
        scripts = clean.scripts();
        tell(builder);
        S2iPlan plan = clean.after(images.previous(scripts));
        Upload upload = new Upload(folder);
        upload.write(scripts.found());
        upload.write(source, Upload.SOURCE, exclude);
        return build.asDockerfile() == null ? build(plan, folder, builders) : written(folder, S2iDockerfile.of(plan));
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
        if (savesForNext) {
            // The runtime image has nothing that can be saved, so the image in which the application was built is kept.
            Destination saved = new Destination(images.saved().stream().toList(), true, List.of(), null, null);
            attempt(plan, folder, S2iDockerfile.ASSEMBLED, saved, builders);
            reporter.startOver();
        }
        Outcome outcome = attempt(plan, folder, "", request.destination(), builders);
        return watched && steps.mayHaveLabels(plan.last()) ? labelled(plan, folder, outcome, builders) : outcome;
    }

    /** Only what has run can say what labels it wrote, so the same is built again with them: all of it is in the builder's cache. */
    private Outcome labelled(S2iPlan plan, Path folder, Outcome unlabelled, Builders builders)
            throws InterruptedException, NotSavedException {
        Destination nowhere = new Destination(List.of(), false, List.of(), null, null);
        try (var aside = reporter.aside()) {
            attempt(plan, dockerfile(folder, S2iDockerfile.withLabels(plan), S2iDockerfile.LABELS, nowhere), builders);
        }
        Map<String, String> written = LabelFile.labels(steps.labels());
        if (written.isEmpty()) {
            return unlabelled;
        }
        reporter.say("#0 the labels in " + LabelFile.PATH + " are added: " + String.join(", ", written.keySet()));
        labels = new LinkedHashMap<>(labels);
        labels.putAll(written);
        reporter.startOver();
        return attempt(plan, folder, "", request.destination(), builders);
    }

    private Outcome attempt(S2iPlan plan, Path folder, String stage, Destination destination, Builders builders)
            throws InterruptedException, NotSavedException {
        try {
            return attempt(plan, dockerfile(folder, S2iDockerfile.of(plan, watched), stage, destination), builders);
        } catch (S2iFailure e) {
            if (!watched || !FailureJudge.lacksShell(e)) {
                throw e;
            }
        }
        reporter.say("#0 without a shell in the image nobody looks for labels in " + LabelFile.PATH);
        reporter.startOver();
        watched = false;
        return attempt(plan, dockerfile(folder, S2iDockerfile.of(plan, watched), stage, destination), builders);
    }

    private Outcome attempt(S2iPlan plan, BuildRequest dockerfile, Builders builders)
            throws InterruptedException, NotSavedException {
        Attempt attempt = new Attempt(plan.scripts(), saveLimit);
        steps = attempt.steps();
        try {
            return builders.build(dockerfile, attempt);
        } catch (ProblemException e) {
            if (plan.isOfPrevious(e.problem())) {
                throw new NotSavedException(e.problem().cause(), e);
            }
            throw new FailureJudge(plan.scripts(), plan.builder(), plan.runtime()).explain(e, steps);
        } finally {
            steps.stages().forEach((stage, time) -> stages.merge(stage, time, Math::max));
            // Of a step that comes from the builder's cache nothing is heard; then it did what it did when it ran.
            fellBack |= steps.fellBack();
            incremental = plan.saving().isPresent() && !fellBack;
        }
    }

    private BuildRequest dockerfile(Path folder, String text, String stage, Destination destination) {
        // A Dockerfile cannot have values of several lines, so all labels are given to the builder, too.
        Recipe recipe = request.recipe().ofStage(stage).labelled(labels);
        boolean whole = stage.isEmpty();
        return request.fromDockerfile(
                new Source(folder.toString(), null, text),
                whole ? recipe : recipe.withCaches(recipe.cacheFrom(), List.of()),
                destination);
    }
}
