package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import java.util.List;
import picocli.CommandLine.Parameters;

/** What an application image is made of. */
final class S2iArguments {
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

    String source() {
        return source;
    }

    ImageReference builder() {
        return ImageReference.valueOf(builder);
    }

    List<ImageReference> tags() {
        return tag == null ? List.of() : List.of(ImageReference.valueOf(tag));
    }
}
