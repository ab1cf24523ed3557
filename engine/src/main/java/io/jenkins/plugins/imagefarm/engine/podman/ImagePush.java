package io.jenkins.plugins.imagefarm.engine.podman;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.NarratedStep;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.registry.ManifestInfo;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Has the node push an image that it made. */
final class ImagePush {
    /** In the place of a tag: the manifest gets no name (containers/image, docker_transport.go). */
    private static final String WITHOUT_NAME = "@@unknown-digest@@";

    private static final int LONGEST_TAG = 128;

    private final LibpodApi api;
    private final PodmanVersion version;
    private final RegistryAccess access;
    private final RegistryClient registry;
    private final Consumer<StatusResponse> progress;
    private final String image;

    /**
     * @param registry asked for the digest, where Podman does not tell it
     * @param image its id
     */
    ImagePush(
            LibpodApi api,
            PodmanVersion version,
            RegistryAccess access,
            RegistryClient registry,
            Consumer<StatusResponse> progress,
            String image) {
        this.api = api;
        this.version = version;
        this.access = access;
        this.registry = registry;
        this.progress = progress;
        this.image = image;
    }

    /**
     * Pushes it under every tag.
     *
     * @return the digest of its manifest, which is the same everywhere
     */
    Digest underTags(List<ImageReference> tags) throws IOException {
        Digest digest = null;
        for (ImageReference tag : tags) {
            Digest pushed = push(tag.name() + ":" + tag.tag(), tag);
            digest = digest == null ? pushed : digest;
        }
        return digest;
    }

    /**
     * Pushes it into the repositories of the tags without naming it. A Podman before 4.9 cannot do that: there it gets a tag made of
     * the wanted one, the platform and the image's id, which stays.
     */
    Digest byDigest(List<ImageReference> tags, Platform platform) throws IOException {
        Digest digest = null;
        for (ImageReference tag : tags.stream()
                .map(tag -> version.pushesByDigest()
                        ? new ImageReference(tag.registry(), tag.repository(), "latest", null)
                        : new ImageReference(tag.registry(), tag.repository(), technicalTag(tag.tag(), platform), null))
                .distinct()
                .toList()) {
            String destination = version.pushesByDigest() ? tag.name() + WITHOUT_NAME : tag.toString();
            Digest pushed = push(destination, tag);
            digest = digest == null ? pushed : digest;
        }
        return digest;
    }

    private String technicalTag(String wanted, Platform platform) {
        String end = "-" + platform.toString().replace('/', '-') + "-" + image.substring(0, 12);
        String start = wanted == null ? "" : wanted;
        return start.substring(0, Math.min(start.length(), LONGEST_TAG - end.length())) + end;
    }

    /** @param name for people, and to look the digest up */
    private Digest push(String destination, ImageReference name) throws IOException {
        String shown = destination.endsWith(WITHOUT_NAME) ? name.name() : destination;
        NarratedStep step = new NarratedStep("pushing " + shown, progress);
        step.start();
        RegistryHost host = new RegistryHost(name.registry());
        RestRequest request = access.forPush(
                LibpodApi.post("images/" + image + "/push")
                        .with("destination", destination)
                        .with("quiet", "false"),
                host);
        PushStream stream = new PushStream(step);
        try (RestReply reply = api.open(request)) {
            reply.eachJson(stream::on);
        } catch (IOException e) {
            step.interrupted();
            throw e;
        }
        if (stream.error != null) {
            step.failed(stream.error);
            PodmanFailure failure = PodmanFailure.ofPush(stream.error, shown);
            if (failure.isOfLogin()) {
                registry.lostLogin(name).ifPresent(problem -> {
                    throw new OutsideFaultException(problem, null);
                });
            }
            throw failure.ofRegistry()
                    ? new OutsideFaultException(failure.problem(), null)
                    : new ProblemException(failure.problem());
        }
        step.end();
        return stream.digest != null ? stream.digest : digestOf(name);
    }

    private Digest digestOf(ImageReference name) {
        return registry.manifest(name)
                .map(ManifestInfo::digest)
                .orElseThrow(() -> new ProblemException(new Problem(
                        Fault.SERVICE, "The registry does not know " + name + ", which was pushed just now", "")));
    }

    /** What Podman says of one push. */
    private static final class PushStream {
        private final NarratedStep step;
        private Digest digest;
        private String error;

        PushStream(NarratedStep step) {
            this.step = step;
        }

        void on(JsonNode message) {
            if (message.hasNonNull("stream")) {
                step.output(message.get("stream").asText());
            }
            if (message.hasNonNull("error")) {
                error = message.get("error").asText();
            }
            if (message.hasNonNull("manifestdigest")) {
                digest = Digest.valueOf(message.get("manifestdigest").asText());
            }
        }
    }
}
