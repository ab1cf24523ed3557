package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import java.util.HashMap;
import java.util.Map;

/**
 * What a solve made in Docker's classic image store. That has no manifest before it is pushed, so Docker gives the image's id, the
 * digest of its configuration, as its digest.
 *
 * @param told the exporters' response; that of files names no image
 */
record ClassicImage(Map<String, String> told) {
    static final String DIGEST = "containerimage.digest";
    private static final String CONFIG_DIGEST = "containerimage.config.digest";

    /** An image of that id, however it was made. */
    static ClassicImage of(Digest id) {
        return new ClassicImage(Map.of(DIGEST, id.toString()));
    }

    /** Null if files were made, and no image. */
    Digest id() {
        String id = told.get(DIGEST);
        return id == null ? null : Digest.valueOf(id);
    }

    /**
     * The response as other builders give it.
     *
     * @param manifest that was pushed; null for none
     */
    Map<String, String> response(Digest manifest) {
        Map<String, String> response = new HashMap<>(told);
        String id = response.remove(DIGEST);
        if (id != null) {
            response.put(CONFIG_DIGEST, id);
        }
        if (manifest != null) {
            response.put(DIGEST, manifest.toString());
        }
        return response;
    }
}
