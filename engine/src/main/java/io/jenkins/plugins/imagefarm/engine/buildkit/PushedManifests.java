package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.registry.Descriptor;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one push by digest brought into the registry. BuildKit tells only the digest of the whole; if that is an index, the
 * registry tells what is in it.
 *
 * @param manifests by platform
 * @param attestations about them, by platform; BuildKit puts all of one platform into one manifest
 */
record PushedManifests(Map<Platform, Digest> manifests, Map<Platform, Digest> attestations) {
    /**
     * @param platforms what was built for
     * @param pushed of the manifest or index
     * @throws OutsideFaultException if the registry does not tell
     */
    static PushedManifests of(BuildRequest request, List<Platform> platforms, Digest pushed, RegistryClient registry) {
        if (platforms.size() == 1 && request.recipe().attestations().isEmpty()) {
            return new PushedManifests(Map.of(platforms.get(0), pushed), Map.of());
        }
        ImageReference tag = request.destination().tags().get(0);
        ImageReference image = new ImageReference(tag.registry(), tag.repository(), null, pushed);
        ImageIndex index;
        try {
            index = read(image, registry);
        } catch (ProblemException e) {
            throw new OutsideFaultException(e.problem(), e);
        }
        Map<Platform, Digest> manifests = new HashMap<>();
        Map<Platform, Digest> attestations = new HashMap<>();
        for (Platform platform : platforms) {
            Digest manifest = index.manifests().stream()
                    .filter(entry -> platform.equals(entry.platform()))
                    .map(Descriptor::digest)
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(
                            Problem.service("The index " + image + " that was pushed has no " + platform, "")));
            manifests.put(platform, manifest);
            index.attestationsOf(manifest).forEach(entry -> attestations.put(platform, entry.digest()));
        }
        return new PushedManifests(manifests, attestations);
    }

    private static ImageIndex read(ImageReference image, RegistryClient registry) {
        try {
            byte[] content = registry.content(image)
                    .orElseThrow(() -> new ProblemException(
                            Problem.service("The registry does not have " + image + ", which was just pushed", "")));
            return ImageIndex.parse(content)
                    .orElseThrow(() ->
                            new ProblemException(Problem.service("What was pushed as " + image + " is no index", "")));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service("What was pushed as " + image + " cannot be read: " + e.getMessage(), ""), e);
        }
    }
}
