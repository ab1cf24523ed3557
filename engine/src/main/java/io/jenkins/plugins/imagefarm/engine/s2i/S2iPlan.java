package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Injection;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the Dockerfile of an s2i build is made of.
 *
 * @param protocol one of the two
 * @param previous whose artifacts are used; null for a clean build
 * @param runtime what the application runs in; null if that is the builder image
 * @param destination the folder that gets source, scripts and artifacts
 * @param assembleUser the user that assembles; empty for root
 * @param runtimeUser the user that assembles in the runtime image; empty for root
 * @param mark what makes this build another one than those before. Scripts of an incremental build run each time, as they do in
 *     source-to-image: of steps that come from a cache nobody would know whether they used the image before
 */
record S2iPlan(
        S2iProtocol protocol,
        ImageMetadata builder,
        ImageMetadata previous,
        ImageMetadata runtime,
        Scripts scripts,
        ImagePath destination,
        Map<String, String> env,
        Map<String, String> labels,
        String assembleUser,
        String runtimeUser,
        List<RuntimeArtifact> artifacts,
        List<Injection> injections,
        String mark) {

    /** The same with what that image saved; null for a clean build. */
    S2iPlan after(ImageMetadata image) {
        return new S2iPlan(
                protocol,
                builder,
                image,
                runtime,
                scripts,
                destination,
                env,
                labels,
                assembleUser,
                runtimeUser,
                artifacts,
                injections,
                mark);
    }

    /** Whether it is the script of a protocol that demands it; else the image need not have it. */
    boolean isNeeded(Script script) {
        return script.isUploaded() || protocol == S2iProtocol.STI;
    }

    /** Where the runtime image has what it gets: a path, or a folder with a slash at its end that it gets into. */
    String destination(RuntimeArtifact artifact) {
        if (protocol == S2iProtocol.STI) {
            return destination.resolve("src") + "/";
        }
        String name = artifact.source().replaceFirst("/+$", "").replaceFirst(".*/", "");
        String folder = workingDir(runtime).resolve("");
        String below =
                artifact.destination().isEmpty() ? "" : artifact.destination().replaceFirst("/+$", "") + "/";
        return folder + below + (name.equals(".") ? "" : name);
    }

    /** Where the builder image has it, an absolute path. */
    String path(Injection injection) {
        String path = injection.destination();
        return path.startsWith("/") ? path : workingDir(builder).resolve(path.replaceFirst("^\\./", ""));
    }

    private static ImagePath workingDir(ImageMetadata image) {
        String folder = image.workingDir().isEmpty() ? "/" : image.workingDir();
        return ImagePath.of("The working directory of " + image.name() + ",", folder);
    }

    /** Whether it is the image before that could not be had, for instance because it is not there for a platform. */
    boolean isOfPrevious(Problem problem) {
        return saving().isPresent() && problem.cause().contains(previous.pinned());
    }

    /** The script after which the image is as it will be. */
    ScriptName last() {
        return runtime == null ? ScriptName.ASSEMBLE : ScriptName.ASSEMBLE_RUNTIME;
    }

    /** Whether that may write labels to a file. */
    boolean mayHaveLabels() {
        return protocol == S2iProtocol.S2I && scripts.optional(last()).isPresent();
    }

    /** The script that saves what the image before it has; empty for a clean build. */
    Optional<Script> saving() {
        return previous == null ? Optional.empty() : scripts.optional(ScriptName.SAVE_ARTIFACTS);
    }
}
