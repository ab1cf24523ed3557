package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a build's scripts: where the build says, then in the source, then where the image says. */
final class ScriptFinder {
    private static final List<String> SOURCE_FOLDERS = List.of(".s2i/bin", ".sti/bin");

    private final S2iBuild build;
    private final ImageMetadata builder;
    private final ImageMetadata runtime;
    private final SourceFolder source;
    private final ScriptDownload download = new ScriptDownload();

    /** @param runtime null if there is none */
    ScriptFinder(S2iBuild build, ImageMetadata builder, ImageMetadata runtime, SourceFolder source) {
        this.build = build;
        this.builder = builder;
        this.runtime = runtime;
        this.source = source;
    }

    /** The protocol that is meant. */
    S2iProtocol protocol() {
        if (build.protocol() != S2iProtocol.AUTO) {
            return build.protocol();
        }
        boolean s2i = build.scriptsUrl() != null
                || builder.scriptsUrl().isPresent()
                || SOURCE_FOLDERS.stream()
                        .anyMatch(folder -> source.file(folder + "/" + ScriptName.ASSEMBLE.file())
                                .isPresent());
        return s2i ? S2iProtocol.S2I : S2iProtocol.STI;
    }

    /**
     * @param uploads the folder of the image for scripts that it does not have
     * @throws S2iFailure if a script that is needed is nowhere; it says where it was looked for
     */
    Scripts find(ImagePath uploads) throws InterruptedException {
        if (protocol() == S2iProtocol.STI) {
            return Scripts.ofSti(looked(builder));
        }
        Map<ScriptName, Script> scripts = new EnumMap<>(ScriptName.class);
        scripts.put(ScriptName.ASSEMBLE, required(ScriptName.ASSEMBLE, builder, uploads));
        scripts.put(ScriptName.RUN, required(ScriptName.RUN, runtime == null ? builder : runtime, uploads));
        optional(ScriptName.SAVE_ARTIFACTS, builder, uploads)
                .ifPresent(script -> scripts.put(ScriptName.SAVE_ARTIFACTS, script));
        if (runtime != null) {
            optional(ScriptName.ASSEMBLE_RUNTIME, runtime, uploads)
                    .ifPresent(script -> scripts.put(ScriptName.ASSEMBLE_RUNTIME, script));
        }
        return new Scripts(scripts, looked(builder));
    }

    private Script required(ScriptName name, ImageMetadata image, ImagePath uploads) throws InterruptedException {
        Optional<Script> script = optional(name, image, uploads);
        if (script.isEmpty()) {
            throw S2iFailure.user(
                    S2iReason.INSTALL_SCRIPTS_FAILED,
                    "The image " + image.name() + " has no script '" + name.file() + "'; looked at: "
                            + String.join("; ", looked(image)),
                    "Use a builder image with the label " + ImageMetadata.SCRIPTS_URL
                            + ", or put the script into .s2i/bin of the source.");
        }
        return script.get();
    }

    private Optional<Script> optional(ScriptName name, ImageMetadata image, ImagePath uploads)
            throws InterruptedException {
        for (ScriptPlace place : places(image)) {
            Optional<Script> script = place.find(name.file(), uploads);
            if (script.isPresent()) {
                return script;
            }
        }
        return Optional.empty();
    }

    private List<ScriptPlace> places(ImageMetadata image) {
        List<ScriptPlace> places = new ArrayList<>();
        if (build.scriptsUrl() != null) {
            places.add(ScriptPlace.of("the scripts URL", build.scriptsUrl(), source, download));
        }
        for (String folder : SOURCE_FOLDERS) {
            Path path = source.root().resolve(folder);
            places.add(new ScriptPlace.InSource(folder + " of the source", source, path));
        }
        image.scriptsUrl().ifPresent(url -> places.add(ScriptPlace.of(label(image.name()), url, null, download)));
        return places;
    }

    /** All places, also those that are not there, since that is what has to be corrected. */
    private List<String> looked(ImageMetadata image) {
        List<String> looked = new ArrayList<>();
        looked.add(
                build.scriptsUrl() == null
                        ? "the scripts URL (not given)"
                        : "the scripts URL (" + build.scriptsUrl() + ")");
        looked.add(SOURCE_FOLDERS.get(0) + " of the source");
        looked.add(label(image.name()) + " (" + image.scriptsUrl().orElse("not there") + ")");
        return looked;
    }

    private static String label(ImageReference image) {
        return "the label " + ImageMetadata.SCRIPTS_URL + " of " + image;
    }
}
