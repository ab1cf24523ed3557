package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How any image is built, whatever it is made of. */
final class ImageOptions {
    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            split = ",",
            description = {
                "Platforms to build for, such as linux/amd64,linux/arm64.",
                "Default: the builder's own; of a farm, every node's own."
            })
    private List<String> platforms = new ArrayList<>();

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label of the image. May be repeated.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--no-cache", description = "Run every step again.")
    private boolean noCache;

    @Option(names = "--pull", description = "Look for newer base images even if the builder has them.")
    private boolean pull;

    @Option(
            names = "--provenance",
            paramLabel = "MODE",
            arity = "0..1",
            fallbackValue = "true",
            description = {
                "Attest how the image was made: true, false, min, or max, which tells of arguments and steps, too.",
                "Default: no attestation."
            })
    private String provenance;

    @Option(
            names = "--sbom",
            paramLabel = "GENERATOR",
            arity = "0..1",
            fallbackValue = "true",
            description = {
                "Attest what is in the image: true, false, or the image of the program that finds it out.",
                "Default: no attestation."
            })
    private String sbom;

    @Option(
            names = "--attest",
            paramLabel = "SPEC",
            description = "The same as buildx writes it: type=provenance,mode=max or type=sbom,generator=IMAGE.")
    private List<String> attestations = new ArrayList<>();

    @Option(
            names = "--source-date-epoch",
            paramLabel = "SECONDS",
            description = {
                "When the image says that it was made, in seconds since 1970, or commit for the time of the context's",
                "commit. The same files then give the same image. Default: when it is made."
            })
    private String sourceDate;

    @Option(names = "--rewrite-timestamp", description = "Files in the layers are no newer than --source-date-epoch.")
    private boolean rewriteTimestamp;

    @Mixin
    private CacheOptions caches;

    @Mixin
    private RunInstructionOptions run;

    /**
     * @param source of the image
     * @param tags names of the image
     */
    Recipe recipe(String target, Map<String, String> buildArgs, Source source, List<ImageReference> tags) {
        Recipe recipe = new Recipe(
                target,
                buildArgs,
                Pairs.of(labels),
                platforms.stream().map(Platform::valueOf).toList(),
                noCache,
                pull,
                Attestation.all(provenance, sbom, attestations));
        return caches.addTo(recipe, source, tags)
                .withRun(run.options())
                .dated(SourceDate.of(sourceDate, rewriteTimestamp));
    }
}
