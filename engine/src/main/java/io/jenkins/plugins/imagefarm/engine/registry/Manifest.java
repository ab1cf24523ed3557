package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.io.IOException;
import java.util.Map;

/**
 * A manifest or an index, as a registry keeps it.
 *
 * @param mediaType for instance {@code application/vnd.oci.image.index.v1+json}
 * @param content JSON; its bytes are what the digest is of
 */
public record Manifest(String mediaType, byte[] content) {
    /** By SHA-256. */
    public Digest digest() {
        return Digest.of(content);
    }

    /** How an index refers to it. */
    public Descriptor descriptor(Platform platform, Map<String, String> annotations) {
        return new Descriptor(mediaType, digest(), content.length, platform, annotations);
    }

    /**
     * As a tree, for what it refers to.
     *
     * @throws IOException if it is not a JSON object
     */
    public JsonNode json() throws IOException {
        return JsonText.object(content);
    }

    @Override
    public String toString() {
        return mediaType + " " + digest();
    }
}
