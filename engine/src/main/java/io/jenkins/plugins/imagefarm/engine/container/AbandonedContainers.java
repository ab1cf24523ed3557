package io.jenkins.plugins.imagefarm.engine.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Containers that engines left on a daemon when they were killed. One that runs is left alone, whatever its age: its build may still go on,
 * perhaps from another machine.
 *
 * @param names a regular expression for their names
 * @param age how old they are at least
 */
public record AbandonedContainers(String names, Duration age) {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    /** Those of builds, too old for any that goes on. They have no label to be found by, since an image that is made of one would have it. */
    public static AbandonedContainers ofBuilds() {
        return new AbandonedContainers(Container.NAMES, Duration.ofHours(48));
    }

    /** Removes them, with what was written to their volumes. */
    public void remove(RestClient rest) throws IOException {
        long youngest = Instant.now().minus(age).getEpochSecond();
        ObjectNode filters = JsonNodeFactory.instance.objectNode();
        filters.putArray("name").add("^/?" + names + "$");
        filters.putArray("status").add("created").add("exited");
        RestRequest list =
                RestRequest.get("/containers/json").with("all", "true").with("filters", filters.toString());
        for (JsonNode container : rest.json(list)) {
            if (container.path("Created").asLong() <= youngest) {
                remove(rest, container.path("Id").asText());
            }
        }
    }

    private static void remove(RestClient rest, String id) throws IOException {
        try {
            rest.json(RestRequest.delete("/containers/" + id).with("v", "true"));
        } catch (RestStatusException e) {
            if (e.status() != NOT_FOUND && e.status() != CONFLICT) {
                throw e; // otherwise somebody removes it now, or has started it
            }
        }
    }
}
