package io.jenkins.plugins.imagefarm.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The images of a Docker daemon. Every method throws an {@link IOException} if the daemon cannot be asked. */
public final class DockerImages {
    private static final int NOT_FOUND = 404;

    private final RestClient rest;

    public DockerImages(RestClient rest) {
        this.rest = rest;
    }

    /**
     * What the daemon says of an image; empty if it has no such image.
     *
     * @param image a name or id
     */
    public Optional<JsonNode> find(String image) throws IOException {
        try {
            return Optional.of(rest.json(image("GET", image, "/json")));
        } catch (RestStatusException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Pulls the image that the registry has under that name.
     *
     * @param platform null for the daemon's own
     * @throws PullException if the daemon tells that it failed
     */
    public void pull(ImageReference name, Platform platform, Optional<Login> login) throws IOException {
        RestRequest request = RestRequest.post("/images/create")
                .with("fromImage", name.name())
                .with("tag", name.digest() == null ? name.tag() : name.digest().toString())
                .header("X-Registry-Auth", RegistryAuth.header(name.registry(), login))
                .withoutLimit();
        AtomicReference<String> error = new AtomicReference<>("");
        try (RestReply reply = rest.send(platform == null ? request : request.with("platform", platform.toString()))) {
            reply.eachJson(json -> error.accumulateAndGet(PushMessage.of(json).error(), (old, more) -> old + more));
        } catch (RestStatusException e) {
            throw new PullException(e.getMessage()); // of what the daemon asks the registry first
        }
        if (!error.get().isEmpty()) {
            throw new PullException(error.get());
        }
    }

    /**
     * Gives an image a name, which may have been another image's.
     *
     * @param image a name or id
     */
    public void tag(String image, ImageReference name) throws IOException {
        try (RestReply reply =
                rest.send(image("POST", image, "/tag").with("repo", name.name()).with("tag", name.tag()))) {
            reply.json();
        }
    }

    /** Takes the name away, and with its last name the image; its build cache stays. A name that is not there is none. */
    public void untag(ImageReference name) throws IOException {
        try (RestReply reply = rest.send(image("DELETE", name.toString(), ""))) {
            reply.json();
        } catch (RestStatusException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Whether the image was pulled or pushed as that manifest of that repository. */
    public boolean has(String image, String repository, Digest manifest) throws IOException {
        JsonNode inspected = rest.json(image("GET", image, "/json"));
        for (JsonNode digest : inspected.path("RepoDigests")) {
            ImageReference known = ImageReference.valueOf(digest.asText());
            if (known.name().equals(repository) && manifest.equals(known.digest())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Pushes what the name stands for when the daemon begins with it.
     *
     * @param progress gets everything that the daemon tells, one at a time
     * @return the manifest that was made
     * @throws PushException if the daemon tells that it failed
     */
    public Digest push(ImageReference name, Optional<Login> login, Consumer<PushMessage> progress) throws IOException {
        RestRequest request = image("POST", name.name(), "/push")
                .with("tag", name.tag())
                .header("X-Registry-Auth", RegistryAuth.header(name.registry(), login))
                .withoutLimit();
        PushEnd end = new PushEnd();
        try (RestReply reply = rest.send(request)) {
            reply.eachJson(json -> {
                PushMessage message = PushMessage.of(json);
                end.on(message);
                progress.accept(message);
            });
        } catch (RestStatusException e) {
            throw new PushException(e.getMessage()); // before it began, for instance of a login that cannot be read
        }
        return end.digest();
    }

    private static RestRequest image(String method, String image, String what) {
        return new RestRequest(
                method, "/images/" + RestRequest.encoded(image) + what, "", Map.of(), null, RestRequest.USUAL_PATIENCE);
    }

    /** The daemon answers 200 before it begins, so it tells its failure, and what it made, in the stream. */
    private static final class PushEnd {
        private String error = "the daemon did not say how the push ended";
        private Digest digest;

        void on(PushMessage message) {
            if (!message.error().isEmpty()) {
                error = message.error();
                digest = null;
            } else if (message.digest() != null) {
                digest = message.digest();
            }
        }

        Digest digest() throws PushException {
            if (digest == null) {
                throw new PushException(error);
            }
            return digest;
        }
    }
}
