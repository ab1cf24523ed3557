package io.jenkins.plugins.imagefarm.engine.skip;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Metadata;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.registry.Descriptor;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a registry tells of an image without its layers.
 *
 * @param response as if an exporter had just pushed it
 * @param platforms of an index; empty for an image, whose manifest does not say
 */
record ExistingImage(Map<String, String> response, List<Platform> platforms) {
    /**
     * @param image with its digest
     * @throws ProblemException if it cannot be read
     */
    static ExistingImage read(RegistryClient registry, ImageReference image) {
        Manifest manifest = registry.read(image)
                .orElseThrow(() -> new ProblemException(
                        Problem.service("The registry has " + image + " no more, though it just had", "")));
        Map<String, String> response =
                new TreeMap<>(Map.of(Metadata.DIGEST, image.digest().toString()));
        try {
            JsonNode config = manifest.json().path("config").path("digest");
            if (config.isTextual()) {
                response.put(Metadata.CONFIG_DIGEST, config.asText());
            }
            return new ExistingImage(
                    response,
                    ImageIndex.parse(manifest.content()).map(ImageIndex::manifests).orElse(List.of()).stream()
                            .map(Descriptor::platform)
                            .filter(Objects::nonNull)
                            .toList());
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service("The registry has something that is no image as " + image, ""), e);
        }
    }

    /** @param wanted platforms, if it does not say its own */
    Outcome outcome(List<ImageReference> existing, List<Platform> wanted) {
        return new Outcome(response, platforms.isEmpty() ? wanted : platforms, Map.of(), Map.of(), existing);
    }
}
