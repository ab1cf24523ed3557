package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a builder image says of its use. Its script {@code usage} is run by a build, since that is what every builder can do; nothing
 * comes out of it but what the script prints.
 *
 * @param image pinned
 * @param script its path in the image
 */
public record S2iUsage(String image, String script) {
    private static final String USAGE = "usage";

    /**
     * @param scriptsUrl where the script is in the image; null for where the image says
     * @param console gets lines for people
     * @throws ProblemException if there is no such image, or if nobody says where its scripts are
     */
    public static S2iUsage of(
            ImageReference image, String scriptsUrl, RegistryClient registry, Consumer<String> console) {
        ImageMetadata found = new ImageReader(registry, ImageReader.ownPlatform(), console)
                .read(image)
                .orElseThrow(() -> new ProblemException(ImageReader.missing("", image)));
        String url = scriptsUrl != null
                ? scriptsUrl
                : found.scriptsUrl()
                        .orElseThrow(() -> new ProblemException(Problem.user(
                                image + " has no label " + ImageMetadata.SCRIPTS_URL
                                        + ", so nobody knows where its script usage is",
                                "Give --scripts-url, such as image:///usr/libexec/s2i.")));
        if (!(ScriptPlace.of("The scripts URL", url, null, new ScriptDownload())
                instanceof ScriptPlace.InImage place)) {
            throw new ProblemException(Problem.user(
                    "The scripts of " + image + " are at " + url + ", not in the image", "Read them there."));
        }
        return new S2iUsage(found.pinned(), place.folder().resolve(USAGE));
    }

    /** @param env variables of the script */
    public String dockerfile(Map<String, String> env) {
        DockerfileWriter dockerfile = new DockerfileWriter();
        dockerfile.from(image, "");
        dockerfile.env(env);
        dockerfile.run(List.of(), List.of(script));
        return dockerfile.text();
    }

    /** Picks what the script prints out of a build's events. */
    public EventLog.Sink output(Consumer<String> printed) {
        Set<Integer> steps = new HashSet<>();
        return event -> {
            if (event instanceof StepChanged step
                    && step.name().contains("RUN ")
                    && step.name().contains(script)) {
                steps.add(step.number());
            } else if (event instanceof StepOutput output && steps.contains(output.number())) {
                printed.accept(output.text());
            }
        };
    }
}
