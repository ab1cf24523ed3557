package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.GitContext;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import io.jenkins.plugins.imagefarm.engine.api.S2iPulls;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an application image is made of source, with the option names of source-to-image. */
final class S2iOptions {
    @Mixin
    private S2iRecipeOptions recipe;

    @Option(
            names = {"-r", "--ref"},
            paramLabel = "NAME",
            description = "Branch, tag or commit of a Git repository, if SOURCE names none after #.")
    private String ref;

    @Option(
            names = {"-c", "--copy"},
            description = "Nothing else is done with a folder: it is copied as it is, also if it is a clone.")
    private boolean copy;

    @Option(names = "--keep-symlinks", description = "Nothing else is done with symbolic links.")
    private boolean keepSymlinks;

    @Option(names = "--ignore-submodules", description = "Fetch no submodules, as without --git-submodules.")
    private boolean ignoreSubmodules;

    @Option(names = "--context-dir", paramLabel = "FOLDER", description = "The folder of the source that is built.")
    private String contextDir;

    @Option(names = "--protocol", paramLabel = "NAME", description = "auto, s2i or sti. Default: ${DEFAULT-VALUE}.")
    private String protocol = "auto";

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = {
                "build: a Dockerfile is made of it, which any builder builds.",
                "run: scripts run in containers of Docker or Podman. Default: ${DEFAULT-VALUE}."
            })
    private String method = "build";

    @Option(
            names = {"-p", "--pull-policy"},
            paramLabel = "POLICY",
            description = {
                "Whether the builder image is pulled: always, never (not with the method build) or if-not-present.",
                "Default: ${DEFAULT-VALUE}."
            })
    private String pullPolicy = "if-not-present";

    @Option(names = "--incremental-pull-policy", paramLabel = "POLICY", description = "The same of the image before.")
    private String incrementalPullPolicy = "if-not-present";

    @Option(names = "--runtime-pull-policy", paramLabel = "POLICY", description = "The same of the runtime image.")
    private String runtimePullPolicy = "if-not-present";

    @Option(
            names = "--cap-drop",
            split = ",",
            paramLabel = "NAME",
            description = "A capability that the container which assembles does not have, with the method run.")
    private List<String> capDrop = new ArrayList<>();

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "NAME:PATH",
            description = "A volume of the builder that is there while the application is assembled, with the method "
                    + "run. May be repeated.")
    private List<String> volumes = new ArrayList<>();

    @Option(
            names = "--incremental",
            arity = "0..1",
            description = "Begin with what the image before has saved: true or false. Default: whenever that can be.")
    private Boolean incremental;

    @Option(names = "--clean", description = "As --incremental=false.")
    private boolean clean;

    @Option(
            names = "--previous-image",
            paramLabel = "NAME",
            description = "The image before. Default: TAG; with a runtime image, TAG and -build after it.")
    private String previousImage;

    @Option(names = "--block-on-build", description = "Refuse images that have ONBUILD instructions.")
    private boolean blockOnBuild;

    @Option(
            names = "--exclude",
            paramLabel = "REGEX",
            description = "Paths of the source that are left out. Default: " + S2iBuild.NO_GIT)
    private String exclude;

    @Option(
            names = {"-i", "--inject"},
            paramLabel = "SOURCE:DESTINATION",
            description = "A file, or the files of a folder, that are there only while the application is assembled. "
                    + "May be repeated.")
    private List<String> inject = new ArrayList<>();

    @Option(
            names = "--as-dockerfile",
            paramLabel = "FOLDER",
            description = "Build nothing: write a Dockerfile, and what it needs, into an empty folder.")
    private String asDockerfile;

    @Option(
            names = "--callback-url",
            paramLabel = "URL",
            description = "Told by POST how the build ended, as JSON: success, and the image's labels.")
    private String callbackUrl;

    /**
     * @param text a folder or a repository
     * @param git what is known of the repository, if it is one
     * @throws ProblemException if the options do not fit that
     */
    Source source(String text, GitOptions git) {
        Optional<GitContext> repository = GitContext.find(text);
        if (repository.isPresent()) {
            return source(repository.get().at(ref), git);
        }
        if (ref != null) {
            throw new ProblemException(Problem.user(
                    "'" + text + "' is a folder, which is built as it is, so there is no --ref of it",
                    "Check that ref out there, or give the repository's URL."));
        }
        return new Source(FileArgument.absolute(text.replaceFirst("^file://", "")), null, null);
    }

    /** What an image was made of, unless another ref is wanted. */
    Source source(S2iOrigin origin, GitOptions git) {
        return source(new GitContext(origin.location(), ref == null ? origin.ref() : ref, ""), git);
    }

    private Source source(GitContext repository, GitOptions git) {
        return new Source(repository.folder(), null, null, git.source(repository, !ignoreSubmodules));
    }

    InjectSpec injected() {
        return InjectSpec.of(inject);
    }

    /** What counts where the options say nothing. */
    void defaults(S2iOrigin origin) {
        contextDir = contextDir == null ? origin.contextDir() : contextDir;
        recipe.defaults(origin);
    }

    S2iBuild build(ImageReference builder, InjectSpec injected) {
        return new S2iBuild(
                builder,
                S2iProtocol.of(protocol),
                contextDir,
                recipe.env(),
                recipe.environmentFile(),
                recipe.scriptsUrl(),
                incremental(),
                previousImage == null ? null : ImageReference.valueOf(previousImage),
                recipe.runtimeImage(),
                recipe.runtimeArtifacts(),
                recipe.allowedUids(),
                recipe.assembleUser(),
                blockOnBuild,
                exclude,
                injected.injections(),
                recipe.applicationName(),
                recipe.description(),
                FileArgument.absolute(asDockerfile),
                callbackUrl,
                S2iMethod.of(method),
                new S2iPulls(
                        S2iPullPolicy.of(S2iPulls.BUILDER, pullPolicy),
                        S2iPullPolicy.of(S2iPulls.PREVIOUS, incrementalPullPolicy),
                        S2iPullPolicy.of(S2iPulls.RUNTIME, runtimePullPolicy)),
                new S2iContainer(
                        capDrop,
                        volumes.stream().map(S2iContainer.Volume::valueOf).toList()));
    }

    private S2iIncremental incremental() {
        if (clean) {
            return S2iIncremental.FALSE;
        }
        return incremental == null ? S2iIncremental.AUTO : incremental ? S2iIncremental.TRUE : S2iIncremental.FALSE;
    }
}
