package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.Map;

/**
 * An entry of an index.
 *
 * @param mediaType of what it refers to
 * @param digest of it
 * @param size of it in bytes
 * @param platform what it runs on; null if it says none, as one of attestations does
 * @param annotations of the entry
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md">OCI's descriptors</a>
 */
public record Descriptor(
        String mediaType, Digest digest, long size, Platform platform, Map<String, String> annotations) {
    private static final String TYPE = "vnd.docker.reference.type";
    private static final String ATTESTATIONS = "attestation-manifest";
    private static final String SUBJECT = "vnd.docker.reference.digest";

    public Descriptor {
        annotations = Map.copyOf(annotations);
    }

    /** The annotations of an entry that refers to attestations about that manifest. */
    public static Map<String, String> attestationOf(Digest manifest) {
        return Map.of(TYPE, ATTESTATIONS, SUBJECT, manifest.toString());
    }

    /**
     * Whether it refers to attestations about that manifest of the same index.
     *
     * @see <a href="https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md">BuildKit's form</a>
     */
    public boolean attests(Digest manifest) {
        return ATTESTATIONS.equals(annotations.get(TYPE)) && manifest.toString().equals(annotations.get(SUBJECT));
    }
}
