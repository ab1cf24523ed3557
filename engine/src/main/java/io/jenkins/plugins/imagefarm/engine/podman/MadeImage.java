package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An image that a build has made on a node.
 *
 * @param id by which the node knows it
 * @param platform that it is for
 */
record MadeImage(String id, Platform platform, PodmanVersion version, RegistryAccess access) {
    /** BuildKit's names in the exporters' response. */
    private static final String DIGEST = "containerimage.digest";

    private static final String CONFIG_DIGEST = "containerimage.config.digest";

    /**
     * Pushes it, if it is to be pushed.
     *
     * @return the digest of its manifest
     */
    Digest push(LibpodApi api, Destination destination, Consumer<StatusResponse> progress) throws IOException {
        if (!destination.push()) {
            return Digest.valueOf(api.image(id).path("Digest").asText());
        }
        LoginSource logins = LoginSource.of(access.given()).orElse(access.others());
        RegistryClient registry = new RegistryClient(logins, new Registries(access.registries()));
        ImagePush push = new ImagePush(api, version, access, registry, progress, id);
        return destination.byDigest()
                ? push.byDigest(destination.tags(), platform)
                : push.underTags(destination.tags());
    }

    /** Gives it its names, unless it is not to be kept or has none. */
    void name(LibpodApi api, Destination destination) throws IOException {
        if (!destination.cleanup() && !destination.byDigest()) {
            for (ImageReference tag : destination.tags()) {
                api.tag(id, tag);
            }
        }
    }

    /** What a build tells of it, as BuildKit does. */
    Map<String, String> response(Digest manifest) {
        Map<String, String> response = new HashMap<>();
        response.put(CONFIG_DIGEST, "sha256:" + id);
        response.put(DIGEST, manifest.toString());
        return response;
    }
}
