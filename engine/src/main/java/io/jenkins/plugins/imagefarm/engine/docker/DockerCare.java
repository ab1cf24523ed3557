package io.jenkins.plugins.imagefarm.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.NodeCare;
import io.jenkins.plugins.imagefarm.engine.container.AbandonedContainers;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks after a Docker daemon: its images and its build cache. An image's age is the time since it was made, since Docker does not
 * remember when one was used.
 */
public final class DockerCare implements NodeCare {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Override
    public long diskUsed(Builder builder, BuilderKeys keys, Cancellation cancellation) {
        try (Transport transport = Transport.to(builder, keys)) {
            return ask(transport, () -> {
                // Those of containers and volumes take long to count, and daemons from 23 on leave them out.
                JsonNode usage = new RestClient(transport, cancellation)
                        .json(RestRequest.get("/system/df")
                                .with("type", "image")
                                .with("type", "build-cache")
                                .withoutLimit());
                long used = usage.path("LayersSize").asLong();
                for (JsonNode cache : usage.path("BuildCache")) {
                    // What is shared is part of an image's layers too.
                    used += cache.path("Shared").asBoolean()
                            ? 0
                            : cache.path("Size").asLong();
                }
                return used;
            });
        }
    }

    @Override
    public Pruned prune(Builder builder, BuilderKeys keys, Inquiry.Prune what, Cancellation cancellation) {
        try (Transport transport = Transport.to(builder, keys)) {
            RestClient rest = new RestClient(transport, cancellation);
            Set<String> removed = new TreeSet<>();
            ask(transport, () -> {
                AbandonedContainers.ofBuilds().remove(rest);
                return 0;
            });
            long images = ask(transport, () -> pruneImages(rest, what, removed));
            if (!what.labels().isEmpty()) {
                return new Pruned(builder.name(), List.copyOf(removed), images, null);
            }
            try {
                long cache = ask(transport, () -> pruneCache(rest, what));
                return new Pruned(builder.name(), List.copyOf(removed), images + cache, null);
            } catch (ProblemException e) {
                return new Pruned(builder.name(), List.copyOf(removed), images, e.problem());
            }
        }
    }

    /**
     * @param removed gets what people know the images by
     * @return bytes that are free again
     */
    private static long pruneImages(RestClient rest, Inquiry.Prune what, Set<String> removed) throws IOException {
        Map<String, String> names = names(rest);
        ObjectNode filters = filters(what);
        filters.putArray("dangling").add(String.valueOf(!what.all()));
        what.labels().forEach(filters.withArray("label")::add);
        JsonNode pruned = rest.json(RestRequest.post("/images/prune")
                .with("filters", filters.toString())
                .withoutLimit());
        for (JsonNode deleted : pruned.path("ImagesDeleted")) {
            // Ids of layers are among them.
            String name = names.get(deleted.path("Deleted").asText());
            if (name != null) {
                removed.add(name);
            }
        }
        return pruned.path("SpaceReclaimed").asLong();
    }

    private static long pruneCache(RestClient rest, Inquiry.Prune what) throws IOException {
        return rest.json(RestRequest.post("/build/prune")
                        .with("all", String.valueOf(what.all()))
                        .with("filters", filters(what).toString())
                        .withoutLimit())
                .path("SpaceReclaimed")
                .asLong();
    }

    private static ObjectNode filters(Inquiry.Prune what) {
        ObjectNode filters = MAPPER.createObjectNode();
        if (what.olderThanSeconds() > 0) {
            filters.putArray("until").add(what.olderThanSeconds() + "s");
        }
        return filters;
    }

    /** The names of each image, or its id if it has none, by its id. */
    private static Map<String, String> names(RestClient rest) throws IOException {
        Map<String, String> names = new TreeMap<>();
        for (JsonNode image : rest.json(RestRequest.get("/images/json"))) {
            String id = image.path("Id").asText();
            List<String> tags = new ArrayList<>();
            image.path("RepoTags").forEach(tag -> tags.add(tag.asText()));
            tags.remove("<none>:<none>");
            names.put(id, tags.isEmpty() ? id : String.join(", ", tags));
        }
        return names;
    }

    /** A question to the daemon. */
    @FunctionalInterface
    private interface Question {
        long ask() throws IOException;
    }

    private static long ask(Transport transport, Question question) {
        try {
            return question.ask();
        } catch (RestStatusException e) {
            throw new ProblemException(
                    Problem.service("Docker at " + transport.uri() + " does not do it: " + e.getMessage(), ""), e);
        } catch (IOException e) {
            throw new ProblemException(transport.why(e).problem("The builder " + transport.uri()), e);
        }
    }
}
