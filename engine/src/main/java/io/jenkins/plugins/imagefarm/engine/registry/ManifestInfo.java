package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Digest;

/**
 * What a name in a registry stands for.
 *
 * @param digest of the manifest or index
 * @param mediaType of it, for instance {@code application/vnd.oci.image.index.v1+json}
 */
public record ManifestInfo(Digest digest, String mediaType) {}
