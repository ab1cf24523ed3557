package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Injection;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import java.util.ArrayList;
import java.util.List;

/** The Dockerfile of an s2i build. Paths of its context are those of {@link Upload}. */
final class S2iDockerfile {
    /** The stage in which the application is assembled. */
    static final String ASSEMBLED = "assembled";

    /** The stage that prints labels. */
    static final String LABELS = "labels";

    /** How a line begins that says why nothing of the image before is used. */
    static final String CLEAN = "Clean build: ";

    private static final String PREVIOUS = "previous";
    private static final String RUNTIME = "runtime";
    private static final String SAVED = "/tmp/image-farm-saved";

    private static final String HELPERS = "/tmp/image-farm";

    private final S2iPlan plan;
    private final String source;
    private final boolean watched;
    private final DockerfileWriter dockerfile = new DockerfileWriter();

    /**
     * @param source the folder of the context that holds the application
     * @param watched whether scripts run within ours, which say if there are labels; that takes a shell
     */
    private S2iDockerfile(S2iPlan plan, String source, boolean watched) {
        this.plan = plan;
        this.source = source;
        this.watched = watched;
    }

    /** To be kept. */
    static String of(S2iPlan plan) {
        return of(plan, false);
    }

    /** @param watched whether it is to be seen if scripts write labels; that takes a shell */
    static String of(S2iPlan plan, boolean watched) {
        return new S2iDockerfile(plan, Upload.SOURCE, watched).write().text();
    }

    /** For a context that is the application's source itself; no script is uploaded then. */
    static String forSource(S2iPlan plan) {
        return new S2iDockerfile(plan, ".", false).write().text();
    }

    /** The same, and a stage that prints the labels that scripts wrote. */
    static String withLabels(S2iPlan plan) {
        S2iDockerfile dockerfile = new S2iDockerfile(plan, Upload.SOURCE, true);
        dockerfile.write();
        dockerfile.labelsStage();
        return dockerfile.dockerfile.text();
    }

    private void labelsStage() {
        dockerfile.blank();
        dockerfile.from(plan.runtime() == null ? ASSEMBLED : RUNTIME, LABELS);
        run(List.of(), Helper.LABELS, plan.mark());
    }

    private DockerfileWriter write() {
        dockerfile.comment(
                "Made by Image Farm from the builder image " + plan.builder().name());
        plan.saving().ifPresent(this::previousStage);
        assembledStage();
        if (plan.runtime() != null) {
            runtimeStage();
        }
        dockerfile.label(plan.labels());
        dockerfile.cmd(List.of(plan.scripts().required(ScriptName.RUN).path()));
        return dockerfile;
    }

    private void previousStage(Script save) {
        dockerfile.from(plan.previous().pinned(), PREVIOUS);
        if (save.isUploaded()) {
            dockerfile.copy(List.of(), Upload.script(ScriptName.SAVE_ARTIFACTS), save.path());
        }
        user(plan.previous().user(), plan.assembleUser());
        run(List.of(), Helper.saving(plan.protocol()), save.path(), SAVED, plan.mark());
        dockerfile.blank();
    }

    private void assembledStage() {
        ImageMetadata builder = plan.builder();
        Script assemble = plan.scripts().required(ScriptName.ASSEMBLE);
        dockerfile.from(builder.pinned(), ASSEMBLED);
        dockerfile.env(plan.env());
        upload(ScriptName.ASSEMBLE);
        upload(ScriptName.SAVE_ARTIFACTS);
        if (plan.runtime() == null) {
            upload(ScriptName.RUN);
        }
        dockerfile.copy(
                chown(plan.assembleUser()), source + "/", plan.destination().resolve("src") + "/");
        user(builder.user(), plan.assembleUser());
        List<String> options = new ArrayList<>();
        if (plan.saving().isPresent()) {
            options.add("--mount=type=bind,from=" + PREVIOUS + ",source=" + SAVED + ",target=" + SAVED);
        }
        plan.injections().forEach(injection -> options.add(mount(injection)));
        if (plan.saving().isPresent()) {
            run(options, Helper.ASSEMBLE, assemble.path(), plan.destination().resolve("artifacts"), SAVED, plan.mark());
        } else if (watched && plan.protocol() == S2iProtocol.S2I) {
            run(options, Helper.ASSEMBLE, assemble.path());
        } else {
            dockerfile.run(options, List.of(assemble.path()));
        }
        user(plan.assembleUser(), builder.user());
    }

    private void runtimeStage() {
        ImageMetadata runtime = plan.runtime();
        dockerfile.blank();
        dockerfile.from(runtime.pinned(), RUNTIME);
        dockerfile.env(plan.env());
        upload(ScriptName.ASSEMBLE_RUNTIME);
        upload(ScriptName.RUN);
        List<String> options = new ArrayList<>(chown(plan.runtimeUser()));
        options.add("--from=" + ASSEMBLED);
        for (RuntimeArtifact artifact : plan.artifacts()) {
            // With its own name as the destination, a folder's content and a file get to the same place.
            dockerfile.copy(options, artifact.source(), plan.destination(artifact));
        }
        plan.scripts().optional(ScriptName.ASSEMBLE_RUNTIME).ifPresent(this::assembleRuntime);
    }

    private void assembleRuntime(Script script) {
        user(plan.runtime().user(), plan.runtimeUser());
        if (plan.isNeeded(script) && !(watched && plan.protocol() == S2iProtocol.S2I)) {
            dockerfile.run(List.of(), List.of(script.path()));
        } else {
            run(List.of(), Helper.ASSEMBLE_RUNTIME, script.path());
        }
        user(plan.runtimeUser(), plan.runtime().user());
    }

    private void run(List<String> options, Helper helper, String... arguments) {
        List<String> all = new ArrayList<>();
        all.add("--mount=type=bind,source=" + Upload.HELPERS + ",target=" + HELPERS);
        all.addAll(options);
        List<String> command = new ArrayList<>(List.of("/bin/sh", HELPERS + "/" + helper.file()));
        command.addAll(List.of(arguments));
        dockerfile.run(all, command);
    }

    private void upload(ScriptName name) {
        plan.scripts()
                .optional(name)
                .filter(Script::isUploaded)
                .ifPresent(script -> dockerfile.copy(List.of(), Upload.script(name), script.path()));
    }

    private static List<String> chown(String user) {
        return ImageUsers.isRoot(user) ? List.of() : List.of("--chown=" + (user.contains(":") ? user : user + ":0"));
    }

    private void user(String before, String after) {
        if (!before.equals(after)) {
            dockerfile.user(after.isEmpty() ? "0" : after);
        }
    }

    private String mount(Injection injection) {
        String user = plan.assembleUser().replaceFirst(":.*", "");
        String rights = user.matches("\\d+") ? ",uid=" + user + ",mode=0400" : ",mode=0444";
        return "--mount=type=secret,id=" + injection.secret() + ",target=" + plan.path(injection) + rights
                + ",required=true";
    }
}
