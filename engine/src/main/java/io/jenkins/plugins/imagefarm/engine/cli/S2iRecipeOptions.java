package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a Dockerfile for applications depends on, whatever their source is. */
final class S2iRecipeOptions {
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

    @Option(
            names = {"-s", "--scripts-url"},
            paramLabel = "URL",
            description = {
                "Where scripts are looked for first: image:///path, http(s)://, or a folder in the source.",
                "Then: .s2i/bin of the source, and the builder image's label io.openshift.s2i.scripts-url."
            })
    private String scriptsUrl;

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

    @Option(
            names = {"-n", "--application-name"},
            paramLabel = "NAME",
            description = "The application's name for people. Default: TAG.")
    private String applicationName;

    @Option(names = "--description", paramLabel = "TEXT", description = "What the application is.")
    private String description;

    /** What counts where the options say nothing. */
    void defaults(S2iOrigin origin) {
        applicationName = applicationName == null ? origin.displayName() : applicationName;
        description = description == null ? origin.description() : description;
    }

    Map<String, String> env() {
        return Pairs.of(env);
    }

    /** Null for none. */
    String environmentFile() {
        return FileArgument.absolute(environmentFile);
    }

    /** Null for none. */
    String scriptsUrl() {
        return scriptsUrl;
    }

    /** Null for none. */
    ImageReference runtimeImage() {
        return runtimeImage == null ? null : ImageReference.valueOf(runtimeImage);
    }

    List<RuntimeArtifact> runtimeArtifacts() {
        return runtimeArtifacts.stream().map(RuntimeArtifact::valueOf).toList();
    }

    AllowedUids allowedUids() {
        return allowedUids == null ? AllowedUids.all() : AllowedUids.valueOf(allowedUids);
    }

    /** Null for the image's. */
    String assembleUser() {
        return assembleUser;
    }

    /** Null for the image's name. */
    String applicationName() {
        return applicationName;
    }

    /** Null for none. */
    String description() {
        return description;
    }
}
