package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.util.function.Consumer;

/**
 * Writes a Dockerfile for builds with a builder image, whatever their source: the context is to be the application's folder. So it can
 * have no scripts but those of the images.
 */
public final class S2iGeneration {
    private final LoginSource logins;
    private final Consumer<String> console;

    /** @param console gets lines for people */
    public S2iGeneration(LoginSource logins, Consumer<String> console) {
        this.logins = logins;
        this.console = console;
    }

    /**
     * @param request of an s2i build; its source and where it is built mean nothing
     * @return the Dockerfile's text
     */
    public String dockerfile(BuildRequest request) throws InterruptedException {
        ImageLookup images =
                new ImageLookup(request, new ImageReads(ImageReader.of(request, logins, console)), console);
        try (StageFolder nothing = StageFolder.open(null, null)) {
            S2iPlanner planner =
                    new S2iPlanner(request, new SourceFolder(nothing.path().toString(), ""));
            ImageMetadata builder = images.builder();
            if (!builder.onBuild().isEmpty()) {
                return planner.onBuild(builder);
            }
            S2iPlan plan = planner.plan(builder, images.runtime());
            if (plan.scripts().found().values().stream().anyMatch(Script::isUploaded)) {
                throw S2iFailure.user(
                        S2iReason.INSTALL_SCRIPTS_FAILED,
                        "The scripts of " + request.s2i().scriptsUrl() + " are not in the image",
                        "Use s2i build --as-dockerfile, which writes them beside the Dockerfile.");
            }
            return S2iDockerfile.forSource(plan);
        }
    }
}
