package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.GitContext;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import io.jenkins.plugins.imagefarm.engine.api.S2iPulls;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an application image is made of, with the option names of {@code s2i build}. */
final class S2iOptions {
    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = {
                "The application's source: a folder, or a Git repository:",
                "https://host/org/repo.git#ref:folder or git@host:org/repo.git#ref:folder."
            })
    private String source;

    @Parameters(index = "1", paramLabel = "BUILDER", description = "The builder image.")
    private String builder;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "TAG",
            description = "Name of the application image, registry/repository:tag.")
    private String tag;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "A variable of the application and its scripts. May be repeated.")
    private List<String> env = new ArrayList<>();

    @Option(
            names = {"-E", "--environment-file"},
            paramLabel = "FILE",
            description = "A file of NAME=VALUE lines. Before it comes .s2i/environment of the source, after it --env.")
    private String environmentFile;

    @Option(names = "--context-dir", paramLabel = "FOLDER", description = "The folder of the source that is built.")
    private String contextDir;

    @Option(
            names = {"-s", "--scripts-url"},
            paramLabel = "URL",
            description = {
                "Where scripts are looked for first: image:///path, http(s)://, or a folder in the source.",
                "Then: .s2i/bin of the source, and the builder image's label io.openshift.s2i.scripts-url."
            })
    private String scriptsUrl;

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

    @Option(names = "--runtime-image", paramLabel = "NAME", description = "The image that the application runs in.")
    private String runtimeImage;

    @Option(
            names = {"-a", "--runtime-artifact"},
            paramLabel = "PATH[:FOLDER]",
            description = "What the runtime image gets of what was built. May be repeated.")
    private List<String> runtimeArtifacts = new ArrayList<>();

    @Option(
            names = {"-u", "--allowed-uids"},
            paramLabel = "RANGES",
            description = "Users that may assemble, such as 1- or 500,1000-2000. Default: all.")
    private String allowedUids;

    @Option(names = "--assemble-user", paramLabel = "USER", description = "The user that assembles.")
    private String assembleUser;

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
            names = {"-n", "--application-name"},
            paramLabel = "NAME",
            description = "The application's name for people. Default: TAG.")
    private String applicationName;

    @Option(names = "--description", paramLabel = "TEXT", description = "What the application is.")
    private String description;

    @Option(
            names = "--as-dockerfile",
            paramLabel = "FOLDER",
            description = "Build nothing: write a Dockerfile, and what it needs, into an empty folder.")
    private String asDockerfile;

    /** @param git what is known of the repository, if the source is one */
    Source source(GitOptions git) {
        return GitContext.find(source)
                .map(found -> new Source(found.folder(), null, null, git.source(found)))
                .orElseGet(() -> new Source(FileArgument.absolute(source), null, null));
    }

    List<ImageReference> tags() {
        return tag == null ? List.of() : List.of(ImageReference.valueOf(tag));
    }

    InjectSpec injected() {
        return InjectSpec.of(inject);
    }

    S2iBuild build(InjectSpec injected) {
        return new S2iBuild(
                ImageReference.valueOf(builder),
                S2iProtocol.of(protocol),
                contextDir,
                Pairs.of(env),
                FileArgument.absolute(environmentFile),
                scriptsUrl,
                incremental(),
                image(previousImage),
                image(runtimeImage),
                runtimeArtifacts.stream().map(RuntimeArtifact::valueOf).toList(),
                allowedUids == null ? AllowedUids.all() : AllowedUids.valueOf(allowedUids),
                assembleUser,
                blockOnBuild,
                exclude,
                injected.injections(),
                applicationName,
                description,
                FileArgument.absolute(asDockerfile),
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

    private static ImageReference image(String name) {
        return name == null ? null : ImageReference.valueOf(name);
    }
}
