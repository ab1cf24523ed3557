package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iVerdict;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Judges builder images by what their registry says of them. Whether a script is really in an image is only known to whoever pulls
 * its layers, and so to a build.
 */
public final class S2iValidation {
    private final ImageReader reader;
    private final AllowedUids allowed;

    /**
     * @param allowed users that may assemble
     * @param console gets lines for people
     */
    public S2iValidation(RegistryClient registry, AllowedUids allowed, Consumer<String> console) {
        this.reader = new ImageReader(registry, ImageReader.ownPlatform(), console);
        this.allowed = allowed;
    }

    /**
     * @param incremental whether it is to save artifacts, too
     * @param runtime an image for what it builds; null for none
     * @throws ProblemException if a registry cannot be asked
     */
    public S2iVerdict of(ImageReference image, boolean incremental, ImageReference runtime) {
        Findings findings = new Findings();
        reader.read(image)
                .ifPresentOrElse(
                        builder -> judge(builder, incremental, findings),
                        () -> findings.wrong("There is no image " + image + " in its registry"));
        if (runtime != null) {
            reader.read(runtime)
                    .ifPresentOrElse(
                            found -> judgeRuntime(found, findings),
                            () -> findings.wrong("There is no image " + runtime + " in its registry"));
        }
        return findings.verdict();
    }

    private void judge(ImageMetadata builder, boolean incremental, Findings findings) {
        UserCheck users = new UserCheck(allowed);
        if (!builder.onBuild().isEmpty()) {
            findings.check(() -> users.onBuild(builder));
            findings.right(builder.name() + " has ONBUILD instructions, which do the build; scripts do not count");
            return;
        }
        findings.check(() -> users.assembleUser(builder, null));
        if (builder.scriptsUrl().isPresent()) {
            judgeScripts(builder, builder.scriptsUrl().get(), incremental, findings);
        } else if (!builder.entrypoint().isEmpty()) {
            findings.wrong(builder.name() + " has no label " + ImageMetadata.SCRIPTS_URL
                    + ", and for the protocol sti it must not have an ENTRYPOINT");
        } else {
            findings.right(builder.name() + " has no label " + ImageMetadata.SCRIPTS_URL
                    + ": with the protocol sti it needs /usr/bin/prepare, /usr/bin/run"
                    + (incremental ? " and /usr/bin/save-artifacts" : "")
                    + ", else the source has to have scripts in .s2i/bin");
        }
    }

    private static void judgeScripts(ImageMetadata builder, String url, boolean incremental, Findings findings) {
        findings.check(() -> ScriptPlace.of(
                "The label " + ImageMetadata.SCRIPTS_URL + " of " + builder.name(), url, null, new ScriptDownload()));
        findings.right(builder.name() + " has the protocol s2i; it needs assemble, run"
                + (incremental ? ", save-artifacts" : "") + " at " + url);
    }

    private void judgeRuntime(ImageMetadata runtime, Findings findings) {
        findings.check(() -> new UserCheck(allowed).runtimeUser(runtime));
        findings.right(runtime.scriptsUrl()
                .map(url -> runtime.name() + " as a runtime image needs run at " + url)
                .orElse(runtime.name() + " as a runtime image has no label " + ImageMetadata.SCRIPTS_URL
                        + ": with the protocol sti it needs /usr/bin/prepare and /usr/bin/run"));
    }

    /** What was found out so far. */
    private static final class Findings {
        private final List<String> messages = new ArrayList<>();
        private boolean success = true;

        void right(String message) {
            messages.add(message);
        }

        void wrong(String message) {
            success = false;
            messages.add(message);
        }

        void check(Runnable rule) {
            try {
                rule.run();
            } catch (ProblemException e) {
                wrong(e.problem().toString());
            }
        }

        S2iVerdict verdict() {
            return new S2iVerdict(success, messages);
        }
    }
}
