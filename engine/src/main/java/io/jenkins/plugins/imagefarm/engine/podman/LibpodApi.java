package io.jenkins.plugins.imagefarm.engine.podman;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.container.AbandonedContainers;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestBody;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The calls of libpod's API that are a question and an answer. */
final class LibpodApi {
    /** Of the API, not of Podman: every Podman from 4.0 on answers to it. */
    private static final String PREFIX = "/v4.0.0/libpod/";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RestClient rest;
    private final Duration patience;

    LibpodApi(RestClient rest) {
        this(rest, RestRequest.USUAL_PATIENCE);
    }

    /** @param patience how long Podman may take for each answer */
    LibpodApi(RestClient rest, Duration patience) {
        this.rest = rest;
        this.patience = patience;
    }

    static RestRequest get(String path) {
        return RestRequest.get(PREFIX + path);
    }

    static RestRequest post(String path) {
        return RestRequest.post(PREFIX + path);
    }

    /** What Podman says of itself: {@code Version}, {@code Os}, {@code Arch}. */
    JsonNode version() throws IOException {
        return ask(get("version"));
    }

    /**
     * Makes a pod of its infra container alone, with a process namespace of its own and without a network, and starts it.
     *
     * @param build the label's value
     * @return the infra container's process, as the node numbers it
     */
    long startPod(String name, String label, String build) throws IOException {
        ObjectNode pod = JSON.objectNode();
        String infra = name + "-infra";
        pod.put("name", name).put("infra_name", infra);
        pod.putObject("labels").put(label, build);
        pod.putArray("shared_namespaces").add("pid");
        pod.putObject("netns").put("nsmode", "none");
        ask(post("pods/create").body(RestBody.json(pod)));
        ask(post("pods/" + name + "/start"));
        return ask(get("containers/" + infra + "/json"))
                .path("State")
                .path("Pid")
                .asLong();
    }

    /** Ends and removes a pod, if there is one, at once: a process that has no handler yet ignores the signal that it would get first. */
    void removePod(String name) throws IOException {
        remove(RestRequest.delete(PREFIX + "pods/" + name).with("force", "true").with("timeout", "0"));
    }

    /** Ends and removes a container, if there is one. Docker's call of Podman would wait ten seconds for its process to end. */
    void removeContainer(String name) throws IOException {
        remove(RestRequest.delete(PREFIX + "containers/" + name)
                .with("force", "true")
                .with("v", "true")
                .with("timeout", "0"));
    }

    void removeContainers(AbandonedContainers which) throws IOException {
        which.remove(rest);
    }

    /** Names of the pods that have this label and were made so long ago. */
    List<String> pods(String label, long olderThanHours) throws IOException {
        ObjectNode filters = JSON.objectNode();
        filters.putArray("label").add(label);
        filters.putArray("until").add(olderThanHours + "h");
        List<String> names = new ArrayList<>();
        ask(get("pods/json").with("filters", filters.toString()))
                .forEach(pod -> names.add(pod.path("Name").asText()));
        return names;
    }

    JsonNode image(String id) throws IOException {
        return ask(get("images/" + id + "/json"));
    }

    /** All images, with those in between. */
    JsonNode images() throws IOException {
        return ask(get("images/json").with("all", "true"));
    }

    /** @param all also images that have a name */
    JsonNode prune(boolean all, ObjectNode filters) throws IOException {
        return rest.json(post("images/prune")
                .with("all", String.valueOf(all))
                .with("filters", filters.toString())
                .withoutLimit());
    }

    void tag(String id, ImageReference name) throws IOException {
        ask(post("images/" + id + "/tag").with("repo", name.name()).with("tag", name.tag()));
    }

    /** Takes a name away, and with its last name the image. */
    void untag(ImageReference name) throws IOException {
        remove(RestRequest.delete(PREFIX + "images/remove").with("images", name.toString()));
    }

    /** Removes an image unless it has names, and keeps the layers below it as build cache. */
    void removeUnnamed(String id) throws IOException {
        JsonNode image;
        try {
            image = image(id);
        } catch (RestStatusException e) {
            if (e.status() == 404) {
                return;
            }
            throw e;
        }
        if (image.path("RepoTags").isEmpty()) {
            remove(RestRequest.delete(PREFIX + "images/remove")
                    .with("images", id)
                    .with("noprune", "true"));
        }
    }

    private void remove(RestRequest request) throws IOException {
        try {
            ask(request);
        } catch (RestStatusException e) {
            if (e.status() != 404) {
                throw e;
            }
        }
    }

    JsonNode ask(RestRequest request) throws IOException {
        return rest.json(request.within(patience));
    }

    /** For an answer that takes as long as it takes. */
    RestReply open(RestRequest request) throws IOException {
        return rest.send(request.withoutLimit());
    }
}
