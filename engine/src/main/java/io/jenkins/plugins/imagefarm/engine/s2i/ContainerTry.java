package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Injection;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.archive.Owner;
import io.jenkins.plugins.imagefarm.engine.archive.TarEntry;
import io.jenkins.plugins.imagefarm.engine.archive.TarMove;
import io.jenkins.plugins.imagefarm.engine.archive.TarPeek;
import io.jenkins.plugins.imagefarm.engine.archive.TarTree;
import io.jenkins.plugins.imagefarm.engine.archive.TarWriter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.container.Container;
import io.jenkins.plugins.imagefarm.engine.container.ContainerSpec;
import io.jenkins.plugins.imagefarm.engine.container.Containers;
import io.jenkins.plugins.imagefarm.engine.container.ImageConfig;
import io.jenkins.plugins.imagefarm.engine.source.FolderTree;
import io.jenkins.plugins.imagefarm.engine.source.Selection;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One try of a build in containers: of the image before, which saves; of the builder image, which assembles; and of the runtime image.
 * Each does what the stage of that name does in a {@link S2iDockerfile}, so that both methods give the same image; no image needs a
 * shell or tar for it.
 */
final class ContainerTry {
    /** The step that makes an image of a container. */
    static final String COMMIT = "committing the container";

    private static final String SAVE = "save";
    private static final String ASSEMBLE = "assemble";
    private static final String RUNTIME = "runtime";
    private static final ImagePath STI_ARTIFACTS = new ImagePath("/tmp/artifacts");

    private final BuildRequest request;
    private final Secrets secrets;
    private final ContainerPlan work;
    private final S2iPlan plan;
    private final Containers containers;
    private final ContainerSteps steps;
    private final Cancellation cancellation;

    ContainerTry(
            BuildRequest request,
            Secrets secrets,
            ContainerPlan work,
            Containers containers,
            ContainerSteps steps,
            Cancellation cancellation) {
        this.request = request;
        this.secrets = secrets;
        this.work = work;
        this.plan = work.plan();
        this.containers = containers;
        this.steps = steps;
        this.cancellation = cancellation;
    }

    Outcome run() {
        plan.saving().ifPresent(this::save);
        try (Container assembled = assemble()) {
            if (plan.runtime() == null) {
                return publish(assembled, plan.builder(), request.destination());
            }
            if (work.saved() != null) {
                publish(assembled, plan.builder(), work.saved());
            }
            try (Container runtime = runtime(assembled)) {
                return publish(runtime, plan.runtime(), request.destination());
            }
        }
    }

    private Path saved() {
        return work.files().resolve("artifacts.tar");
    }

    private void save(Script script) {
        boolean isSti = plan.protocol() == S2iProtocol.STI;
        try (Container container = create(plan.previous(), script, plan.assembleUser(), Map.of(), Map.of());
                OutputStream file = new OwnFile(Files.newOutputStream(saved()))) {
            Owner owner = new ImageUsers(container).owner(plan.assembleUser());
            container.put(tar -> {
                upload(ScriptName.SAVE_ARTIFACTS, tar);
                if (isSti) {
                    tar.add(TarEntry.folder(STI_ARTIFACTS.inArchive(), 0755).of(owner));
                }
            });
            steps.script(SAVE, script, shown -> {
                if (!container.has(script.path())) {
                    throw new ProblemException(Problem.user("the previous image has no " + script.path(), ""));
                }
                ContainerSteps.run(script, container, isSti ? shown : file, shown);
                if (isSti) {
                    container
                            .get(STI_ARTIFACTS.path(), archive -> archive.transferTo(file))
                            .orElseThrow(() -> new ProblemException(
                                    Problem.user("what " + script.path() + " saved cannot be read", "")));
                }
                checkSaved();
            });
        } catch (UncheckedIOException e) {
            throw unsaved(e.getCause());
        } catch (IOException e) {
            throw unsaved(e);
        }
    }

    private static S2iFailure unsaved(IOException e) {
        return new S2iFailure(
                S2iReason.FILE_SYSTEM_OPERATION_FAILED,
                Problem.service("The artifacts cannot be saved: " + IoReason.of(e), "Look at this machine's disk."),
                e);
    }

    /** An error of it is not taken for one of the daemon whose answer is written to it. */
    private static final class OwnFile extends FilterOutputStream {
        OwnFile(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void checkSaved() {
        try (InputStream archive = Files.newInputStream(saved())) {
            restored(Owner.ROOT).copy(archive, new TarWriter(OutputStream.nullOutputStream()));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.user("the saved artifacts cannot be restored: " + e.getMessage(), ""), e);
        }
    }

    /** What a script saves by itself has no folder in the archive. */
    private TarMove restored(Owner owner) {
        String name = plan.protocol() == S2iProtocol.STI ? "artifacts" : "";
        return new TarMove(name, new ImagePath(plan.destination().resolve("artifacts")).inArchive(), owner);
    }

    private Container assemble() {
        Script script = plan.scripts().required(ScriptName.ASSEMBLE);
        Container container = create(
                plan.builder(),
                script,
                plan.assembleUser(),
                plan.env(),
                plan.runtime() == null ? labels() : request.recipe().labels());
        try {
            Owner owner = new ImageUsers(container).owner(plan.assembleUser());
            String folder = new ImagePath(plan.destination().resolve("src")).inArchive();
            steps.step("[" + ASSEMBLE + "] copy the source", () -> {
                makeFoldersOf(folder, container, owner);
                container.put(tar -> writeSource(tar, folder, owner));
            });
            List<Injected> injected = plan.injections().stream()
                    .map(each -> inject(each, container))
                    .toList();
            steps.script(ASSEMBLE, script, shown -> ContainerSteps.run(script, container, shown, shown));
            injected.forEach(Injected::remove);
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    /** As with a Dockerfile, folders that are missing on the way belong to whom the files do. */
    private static void makeFoldersOf(String path, Container container, Owner owner) {
        List<String> missing = new ArrayList<>();
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            String folder = path.substring(0, end);
            if (!missing.isEmpty() || !container.has("/" + folder)) {
                missing.add(folder);
            }
        }
        if (!missing.isEmpty()) {
            container.put(tar -> {
                for (String folder : missing) {
                    tar.add(TarEntry.folder(folder, 0755).of(owner));
                }
            });
        }
    }

    private void writeSource(TarWriter tar, String folder, Owner owner) throws IOException {
        upload(ScriptName.ASSEMBLE, tar);
        upload(ScriptName.SAVE_ARTIFACTS, tar);
        if (plan.runtime() == null) {
            upload(ScriptName.RUN, tar);
        }
        tar.add(TarEntry.folder(folder, 0755).of(owner));
        new TarTree(tar, cancellation, folder + "/", owner)
                .writeTree(new FolderTree(work.files().resolve(Upload.SOURCE)), Selection.ALL);
        if (plan.saving().isPresent()) {
            try (InputStream archive = Files.newInputStream(saved())) {
                restored(owner).copy(archive, tar);
            }
        }
    }

    private Injected inject(Injection injection, Container container) {
        String user = plan.assembleUser().replaceFirst(":.*", "");
        boolean isNumber = user.matches("\\d+");
        return Injected.put(
                container,
                plan.path(injection),
                secrets.values().get(injection.secret()),
                isNumber ? 0400 : 0444,
                isNumber ? new Owner(Long.parseLong(user), 0) : Owner.ROOT);
    }

    private Container runtime(Container assembled) {
        Script script = plan.scripts()
                .optional(ScriptName.ASSEMBLE_RUNTIME)
                .orElse(plan.scripts().required(ScriptName.RUN));
        Container container = create(plan.runtime(), script, plan.runtimeUser(), plan.env(), labels());
        try {
            Owner owner = new ImageUsers(container).owner(plan.runtimeUser());
            container.put(tar -> {
                upload(ScriptName.ASSEMBLE_RUNTIME, tar);
                upload(ScriptName.RUN, tar);
            });
            for (RuntimeArtifact artifact : plan.artifacts()) {
                steps.step(
                        "[" + RUNTIME + "] copy " + artifact.source(),
                        () -> copy(artifact, assembled, container, owner));
            }
            if (plan.scripts().optional(ScriptName.ASSEMBLE_RUNTIME).isPresent()
                    && (plan.isNeeded(script) || container.has(script.path()))) {
                steps.script(RUNTIME, script, shown -> ContainerSteps.run(script, container, shown, shown));
            }
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    private void copy(RuntimeArtifact artifact, Container from, Container to, Owner owner) {
        String source = artifact.source().replaceFirst("(?:/\\.?)+$", "");
        String name = source.substring(source.lastIndexOf('/') + 1);
        String target = plan.destination(artifact);
        boolean isFolder = from.get(source, TarPeek::isFolder)
                .orElseThrow(() -> S2iFailure.user(
                        S2iReason.FETCH_RUNTIME_ARTIFACTS_FAILED,
                        "What was assembled has no " + artifact.source() + ", which the runtime image is to get",
                        "Correct the runtime artifact, or the script."));
        String path = target.endsWith("/") && !isFolder ? target + name : target;
        String moved = path.replaceFirst("/+$", "").replaceFirst("^/", "");
        makeFoldersOf(moved, to, owner);
        from.copy(source, new TarMove(name, moved, owner), to);
    }

    private Container create(
            ImageMetadata image, Script script, String user, Map<String, String> env, Map<String, String> labels) {
        return containers.create(new ContainerSpec(
                image.pinned(),
                List.of(script.path()),
                user.equals(image.user()) ? "" : user.isEmpty() ? "0" : user,
                env,
                labels,
                request.recipe().run(),
                image == plan.builder() ? work.rights() : S2iContainer.usual()));
    }

    /** As with a Dockerfile, those that were asked for come last. */
    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>(work.labels());
        labels.putAll(request.recipe().labels());
        return labels;
    }

    private void upload(ScriptName name, TarWriter tar) throws IOException {
        Script script = plan.scripts().optional(name).filter(Script::isUploaded).orElse(null);
        if (script != null) {
            tar.add(
                    TarEntry.file(new ImagePath(script.path()).inArchive(), 0755, script.content().length),
                    new ByteArrayInputStream(script.content()));
        }
    }

    private Outcome publish(Container container, ImageMetadata from, Destination destination) {
        String user = from == plan.builder() ? plan.assembleUser() : plan.runtimeUser();
        ImageConfig config = new ImageConfig(
                user.equals(from.user()) ? "" : from.user().isEmpty() ? "0" : from.user(),
                from.entrypoint(),
                List.of(plan.scripts().required(ScriptName.RUN).path()));
        String image = steps.step(COMMIT, () -> commit(container, config));
        Map<String, String> written = written(container, from);
        return written.isEmpty() ? published(image, destination) : publish(image, written, config, destination);
    }

    /** The labels of a container are those that it was made with, so the image gets more of them by another one. */
    private Outcome publish(String image, Map<String, String> written, ImageConfig config, Destination destination) {
        work.labels().putAll(written);
        ContainerSpec spec = new ContainerSpec(
                image, config.command(), "", Map.of(), labels(), RunOptions.usual(), S2iContainer.usual());
        try (Container labelled = containers.create(spec)) {
            return published(steps.step("adding labels", () -> commit(labelled, config)), destination);
        }
    }

    private Outcome published(String image, Destination destination) {
        return new Outcome(containers.publish(image, destination, steps.progress()), platforms());
    }

    /** The labels that the last script wrote; those of what is assembled for another image are nobody's. */
    private Map<String, String> written(Container container, ImageMetadata from) {
        boolean isLast = plan.runtime() == null || from == plan.runtime();
        return isLast && plan.mayHaveLabels()
                ? LabelFile.labels(container.get(LabelFile.PATH, TarPeek::text).orElse(""))
                : Map.of();
    }

    private static String commit(Container container, ImageConfig config) {
        try {
            return container.commit(config);
        } catch (ProblemException e) {
            throw new S2iFailure(S2iReason.CONTAINER_COMMIT_FAILED, e.problem(), e);
        }
    }

    private List<Platform> platforms() {
        List<Platform> asked = request.recipe().platforms();
        return asked.isEmpty() ? List.of(containers.platform()) : asked;
    }
}
