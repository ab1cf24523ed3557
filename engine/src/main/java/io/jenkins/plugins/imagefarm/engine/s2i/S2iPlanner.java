package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iLabel;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Puts together what a build's Dockerfile is made of: from the request, the source and what the images say. */
final class S2iPlanner {
    static final String DISPLAY_NAME = "io.k8s.display-name";
    static final String DESCRIPTION = "io.k8s.description";

    private static final String ENVIRONMENT = ".s2i/environment";
    private static final ImagePath DEFAULT_DESTINATION = new ImagePath("/tmp");
    private static final String STI_RESULT = "/tmp/build";

    private final BuildRequest request;
    private final S2iBuild build;
    private final SourceFolder source;

    S2iPlanner(BuildRequest request, SourceFolder source) {
        this.request = request;
        this.build = request.s2i();
        this.source = source;
    }

    /**
     * For a clean build.
     *
     * @param runtime null if there is none
     * @throws S2iFailure if the images, the source and what is asked for do not fit together
     */
    S2iPlan plan(ImageMetadata builder, ImageMetadata runtime) throws InterruptedException {
        UserCheck users = new UserCheck(build.allowedUids());
        if (runtime != null && !runtime.onBuild().isEmpty()) {
            if (build.blockOnBuild()) {
                throw UserCheck.blocked(runtime.name());
            }
            users.onBuild(runtime);
            if (build.method() == S2iMethod.RUN) {
                throw S2iFailure.user(
                        S2iReason.GENERIC_S2I_BUILD_FAILED,
                        "The runtime image " + runtime.name()
                                + " has ONBUILD instructions, which the method run leaves out",
                        "Use the method build, or another image.");
            }
        }
        ScriptFinder finder = new ScriptFinder(build, builder, runtime, source);
        S2iProtocol protocol = finder.protocol();
        ImagePath destination = protocol == S2iProtocol.STI ? DEFAULT_DESTINATION : destination(builder);
        return new S2iPlan(
                protocol,
                builder,
                null,
                runtime,
                finder.find(new ImagePath(destination.resolve("scripts"))),
                destination,
                environment(),
                labels(),
                users.assembleUser(builder, build.assembleUser()),
                runtime == null ? "" : users.runtimeUser(runtime),
                artifacts(protocol, runtime),
                build.inject(),
                mark());
    }

    /** The same for every try of a build, so that what one has done is there for the next. */
    private String mark() {
        byte[] id = request.id().getBytes(StandardCharsets.UTF_8);
        return build.asDockerfile() == null ? UUID.nameUUIDFromBytes(id).toString() : "";
    }

    /** The Dockerfile for a builder image that has ONBUILD instructions. */
    String onBuild(ImageMetadata builder) {
        if (build.blockOnBuild()) {
            throw UserCheck.blocked(builder.name());
        }
        new UserCheck(build.allowedUids()).onBuild(builder);
        if (build.runtimeImage() != null || !build.inject().isEmpty()) {
            throw S2iFailure.user(
                    S2iReason.GENERIC_S2I_BUILD_FAILED,
                    "The ONBUILD instructions of the image " + builder.name()
                            + " do the build, so there can be no runtime image and nothing can be injected",
                    "Leave that out, or use another builder image.");
        }
        return OnBuildDockerfile.of(builder, source, environment(), labels());
    }

    private static ImagePath destination(ImageMetadata builder) {
        return builder.destination()
                .map(text -> ImagePath.of(
                        "The label " + ImageMetadata.DESTINATION + " of " + builder.name() + " with", text))
                .orElse(DEFAULT_DESTINATION);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        source.text(ENVIRONMENT)
                .ifPresent(text -> environment.putAll(new EnvironmentText(ENVIRONMENT, text).variables()));
        String file = build.environmentFile();
        if (file != null) {
            environment.putAll(new EnvironmentText(file, textOf(file)).variables());
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

    /** What the image says of its making. */
    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(S2iLabel.IMAGE.key(), build.builderImage().toString());
        if (!build.contextDir().isEmpty()) {
            labels.put(S2iLabel.SOURCE_CONTEXT_DIR.key(), build.contextDir());
        }
        // What is known of a commit stands there by now, whoever brought it.
        for (S2iLabel label : S2iLabel.values()) {
            String value = request.recipe().labels().get(label.key());
            if (value != null) {
                labels.put(label.key(), value);
            }
        }
        Optional.ofNullable(build.displayName())
                .or(() -> request.destination().tags().stream().findFirst().map(ImageReference::toString))
                .ifPresent(name -> labels.put(DISPLAY_NAME, name));
        Optional.ofNullable(build.description()).ifPresent(text -> labels.put(DESCRIPTION, text));
        return labels;
    }

    private List<RuntimeArtifact> artifacts(S2iProtocol protocol, ImageMetadata runtime) {
        if (runtime == null || !build.runtimeArtifacts().isEmpty()) {
            return build.runtimeArtifacts();
        }
        if (protocol == S2iProtocol.STI) {
            return List.of(new RuntimeArtifact(STI_RESULT, ""));
        }
        List<RuntimeArtifact> wanted =
                runtime.assembleInputFiles().map(S2iPlanner::parsed).orElse(List.of());
        if (wanted.isEmpty()) {
            throw S2iFailure.user(
                    S2iReason.INVALID_ARTIFACTS_MAPPING,
                    "It is not said what the runtime image " + runtime.name() + " gets of what was built",
                    "Give runtime artifacts, such as /opt/app:bin.");
        }
        return wanted;
    }

    private static List<RuntimeArtifact> parsed(String label) {
        try {
            return Arrays.stream(label.split(";"))
                    .filter(text -> !text.isBlank())
                    .map(RuntimeArtifact::valueOf)
                    .toList();
        } catch (ProblemException e) {
            throw new S2iFailure(S2iReason.INVALID_ARTIFACTS_MAPPING, e.problem(), e);
        }
    }
}
