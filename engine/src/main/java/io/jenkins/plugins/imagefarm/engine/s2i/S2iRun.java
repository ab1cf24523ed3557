package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One s2i build: what it is made of is found out, its Dockerfile is written, and that is built. */
final class S2iRun {
    private static final String ENVIRONMENT = ".s2i/environment";
    private static final String STI_ARTIFACTS = "/tmp/build";
    private static final ImagePath DEFAULT_DESTINATION = new ImagePath("/tmp");

    private final BuildRequest request;
    private final S2iBuild build;
    private final BuildReporter reporter;
    private final Duration saveLimit;
    private final ImageLookup images;
    private final Map<String, Long> stages = new LinkedHashMap<>();
    private S2iProtocol protocol;
    private Scripts scripts = new Scripts(Map.of(), List.of());
    private boolean incremental;

    /** Builds what has a Dockerfile. */
    @FunctionalInterface
    interface Builders {
        Outcome build(BuildRequest request, Attempt attempt) throws InterruptedException, NotSavedException;
    }

    S2iRun(BuildRequest request, LoginSource logins, BuildReporter reporter, Duration saveLimit) {
        this.request = request;
        this.build = request.s2i();
        this.reporter = reporter;
        this.saveLimit = saveLimit;
        this.protocol = build.protocol();
        this.images = new ImageLookup(request, logins, reporter::say);
    }

    Outcome run(Builders builders) throws InterruptedException {
        S2iReason reason = null;
        try (StageFolder folder = StageFolder.open(build.asDockerfile())) {
            try {
                return run(folder.path(), builders);
            } catch (ProblemException e) {
                if (folder.isKept()) {
                    folder.discard();
                }
                throw e;
            }
        } catch (S2iFailure e) {
            reason = e.reason();
            throw e;
        } finally {
            reporter.s2i(new S2iReport(protocol, scripts.from(), incremental && reason == null, stages, reason));
        }
    }

    private Outcome run(Path folder, Builders builders) throws InterruptedException {
        SourceFolder source = new SourceFolder(request.source().context(), build.contextDir());
        ImageMetadata builder = images.builder();
        if (!builder.onBuild().isEmpty()) {
            return onBuild(folder, source, builder, builders);
        }
        ImageMetadata runtime = images.runtime();
        if (runtime != null && build.blockOnBuild() && !runtime.onBuild().isEmpty()) {
            UserCheck.blocked(runtime.name());
        }
        UserCheck users = new UserCheck(build.allowedUids());
        String assembleUser = users.assembleUser(builder, build.assembleUser());
        ScriptFinder finder = new ScriptFinder(build, builder, runtime, source);
        protocol = finder.protocol();
        ImagePath destination = destination(builder);
        scripts = finder.find(new ImagePath(destination.resolve("scripts")));
        S2iPlan plan = new S2iPlan(
                protocol,
                builder,
                images.previous(),
                runtime,
                scripts,
                destination,
                environment(source),
                labels(),
                assembleUser,
                runtime == null ? "" : users.runtimeUser(runtime),
                artifacts(runtime),
                build.inject());
        Upload upload = new Upload(folder);
        upload.write(scripts.found());
        upload.write(source, Upload.SOURCE, Pattern.compile(build.exclude()));
        tell(builder);
        return build.asDockerfile() == null ? build(plan, folder, builders) : written(folder, S2iDockerfile.of(plan));
    }

    private void tell(ImageMetadata builder) {
        reporter.say(
                "#0 " + builder.name() + " with the protocol " + protocol.name().toLowerCase(java.util.Locale.ROOT));
        if (protocol == S2iProtocol.S2I) {
            scripts.from().forEach((name, from) -> reporter.say("#0 script " + name + " of " + from));
        }
    }

    private Outcome onBuild(Path folder, SourceFolder source, ImageMetadata builder, Builders builders)
            throws InterruptedException {
        if (build.blockOnBuild()) {
            UserCheck.blocked(builder.name());
        }
        new UserCheck(build.allowedUids()).onBuild(builder);
        new Upload(folder).write(source, "", Pattern.compile(build.exclude()));
        String dockerfile = OnBuildDockerfile.of(builder, source, environment(source), labels());
        if (build.asDockerfile() != null) {
            return written(folder, dockerfile);
        }
        Attempt attempt = new Attempt(scripts, saveLimit);
        try {
            return builders.build(dockerfile(folder, dockerfile, "", request.destination()), attempt);
        } catch (NotSavedException e) {
            throw new IllegalStateException("nothing was to be saved", e);
        } catch (ProblemException e) {
            throw new S2iFailure(
                    e.problem().cause().contains(builder.pinned())
                            ? S2iReason.PULL_BUILDER_IMAGE_FAILED
                            : S2iReason.DOCKER_IMAGE_BUILD_FAILED,
                    e.problem(),
                    e);
        }
    }

    private ImagePath destination(ImageMetadata builder) {
        return protocol == S2iProtocol.STI
                ? DEFAULT_DESTINATION
                : builder.destination()
                        .map(text -> ImagePath.of(
                                "The label " + ImageMetadata.DESTINATION + " of " + builder.name() + " with", text))
                        .orElse(DEFAULT_DESTINATION);
    }

    private Map<String, String> environment(SourceFolder source) {
        Map<String, String> environment = new LinkedHashMap<>();
        source.text(ENVIRONMENT)
                .ifPresent(text -> environment.putAll(new EnvironmentText(ENVIRONMENT, text).variables()));
        if (build.environmentFile() != null) {
            environment.putAll(
                    new EnvironmentText(build.environmentFile(), textOf(build.environmentFile())).variables());
        }
        environment.putAll(build.env());
        return environment;
    }

    private static String textOf(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new S2iFailure(
                    S2iReason.GENERIC_S2I_BUILD_FAILED,
                    Problem.user("The environment file '" + file + "' cannot be read: " + IoReason.of(e), ""),
                    e);
        }
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("io.openshift.s2i.build.image", build.builderImage().toString());
        if (!build.contextDir().isEmpty()) {
            labels.put("io.openshift.s2i.build.source-context-dir", build.contextDir());
        }
        Optional.ofNullable(build.displayName())
                .or(() -> request.destination().tags().stream().findFirst().map(ImageReference::toString))
                .ifPresent(name -> labels.put("io.k8s.display-name", name));
        Optional.ofNullable(build.description()).ifPresent(text -> labels.put("io.k8s.description", text));
        return labels;
    }

    private List<RuntimeArtifact> artifacts(ImageMetadata runtime) {
        if (runtime == null || !build.runtimeArtifacts().isEmpty()) {
            return build.runtimeArtifacts();
        }
        if (protocol == S2iProtocol.STI) {
            return List.of(new RuntimeArtifact(STI_ARTIFACTS, ""));
        }
        List<RuntimeArtifact> wanted = runtime.assembleInputFiles().stream()
                .flatMap(text -> Arrays.stream(text.split(";")))
                .filter(text -> !text.isBlank())
                .map(RuntimeArtifact::valueOf)
                .toList();
        if (wanted.isEmpty()) {
            throw S2iFailure.user(
                    S2iReason.INVALID_ARTIFACTS_MAPPING,
                    "It is not said what the runtime image " + runtime.name() + " gets of what was built",
                    "Give runtime artifacts, such as /opt/app:bin.");
        }
        return wanted;
    }

    private Outcome written(Path folder, String dockerfile) {
        try {
            Files.writeString(folder.resolve("Dockerfile"), dockerfile);
        } catch (IOException e) {
            throw new S2iFailure(
                    S2iReason.DOCKERFILE_CREATION_FAILED,
                    Problem.user("No Dockerfile can be written to '" + folder + "': " + IoReason.of(e), ""),
                    e);
        }
        reporter.say("The Dockerfile is in " + folder + ".");
        return new Outcome(Map.of(), request.recipe().platforms());
    }

    private Outcome build(S2iPlan plan, Path folder, Builders builders) throws InterruptedException {
        try {
            return buildAll(plan, folder, builders);
        } catch (NotSavedException e) {
            reporter.say(S2iDockerfile.CLEAN + e.getMessage());
            return cleanly(plan.clean(), folder, builders);
        }
    }

    private Outcome cleanly(S2iPlan plan, Path folder, Builders builders) throws InterruptedException {
        try {
            return buildAll(plan, folder, builders);
        } catch (NotSavedException e) {
            throw new IllegalStateException("nothing was to be saved", e);
        }
    }

    private Outcome buildAll(S2iPlan plan, Path folder, Builders builders)
            throws InterruptedException, NotSavedException {
        String dockerfile = S2iDockerfile.of(plan);
        boolean savesForNext =
                plan.runtime() != null && request.destination().push() && build.incremental() != S2iIncremental.FALSE;
        if (savesForNext) {
            // The runtime image has nothing that can be saved, so the image in which the application was built is kept.
            Destination saved =
                    new Destination(images.saved().stream().toList(), true, false, false, null, null, null, null, null);
            attempt(plan, dockerfile(folder, dockerfile, S2iDockerfile.ASSEMBLED, saved), builders);
        }
        return attempt(plan, dockerfile(folder, dockerfile, "", request.destination()), builders);
    }

    private Outcome attempt(S2iPlan plan, BuildRequest dockerfile, Builders builders)
            throws InterruptedException, NotSavedException {
        Attempt attempt = new Attempt(plan.scripts(), saveLimit);
        try {
            return builders.build(dockerfile, attempt);
        } catch (ProblemException e) {
            throw new FailureJudge(plan.scripts(), plan.builder(), plan.runtime()).explain(e, attempt.steps());
        } finally {
            attempt.steps().stages().forEach((stage, time) -> stages.merge(stage, time, Math::max));
            // Of steps that come from the builder's cache nothing is heard, so this is what they did when they ran.
            incremental = plan.saving().isPresent() && !attempt.steps().fellBack();
        }
    }

    private BuildRequest dockerfile(Path folder, String text, String stage, Destination destination) {
        Recipe recipe = request.recipe();
        return request.with(
                new Source(folder.toString(), null, text),
                new Recipe(
                        stage,
                        Map.of(),
                        recipe.labels(),
                        recipe.platforms(),
                        recipe.noCache(),
                        recipe.pull(),
                        recipe.attestations()),
                destination);
    }
}
