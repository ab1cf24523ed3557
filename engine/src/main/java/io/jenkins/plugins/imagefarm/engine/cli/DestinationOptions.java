package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.ImageNames;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where it goes. */
final class DestinationOptions {
    @Option(
            names = {"-t", "--tag"},
            paramLabel = "NAME",
            description = "Name of the image, registry/repository:tag; with --repository also a tag. May be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            description = {
                "A repository that gets every -t which is a tag alone; without one latest, or the commit. May be repeated."
            })
    private List<String> repositories = new ArrayList<>();

    @Option(names = "--push", description = "Push the image under all its names.")
    private boolean push;

    @Option(
            names = "--skip-if-exists",
            description =
                    "Build nothing if all names of the image that is to be pushed are in their registries already.")
    private boolean skipIfExists;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "SPEC",
            description =
                    "Where a result goes: type=oci|docker|tar,dest=FILE, type=local,dest=FOLDER or type=image. May be repeated.")
    private List<String> outputs = new ArrayList<>();

    @Option(
            names = "--annotation",
            paramLabel = "KEY=VALUE",
            description = {
                "An annotation of the image's manifest, and of the index if there is one. May be repeated. Before KEY may stand",
                "index:, manifest:, index-descriptor:, manifest-descriptor:, also several with commas, and manifest[linux/arm64]:."
            })
    private List<String> annotations = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Media types of manifests: oci or docker. Default: what the builder makes.")
    private String format;

    @Option(names = "--metadata-file", paramLabel = "FILE", description = "Write what was built, as JSON, to FILE.")
    private String metadataFile;

    @Option(names = "--iidfile", paramLabel = "FILE", description = "Write the image id to FILE.")
    private String iidFile;

    /** @param git where the files come from; null if not from Git */
    Destination destination(GitSource git) {
        return destination(List.of(), git);
    }

    /** @param first names that come before those of the options */
    Destination destination(List<ImageReference> first, GitSource git) {
        ImageNames names = ImageNames.of(repositories, tags, git != null && git.tagWithCommit());
        return new Destination(
                Stream.concat(first.stream(), names.tags().stream()).toList(),
                names.repositories(),
                push,
                skipIfExists,
                false,
                false,
                outputs.stream()
                        .map(Output::valueOf)
                        .map(DestinationOptions::absolute)
                        .toList(),
                Annotation.all(Pairs.of(annotations)),
                format == null ? null : ImageFormat.of(format),
                FileArgument.absolute(metadataFile),
                FileArgument.absolute(iidFile));
    }

    private static Output absolute(Output output) {
        return output.dest() == null
                ? output
                : new Output(output.type(), FileArgument.absolute(output.dest()), output.attributes());
    }
}
