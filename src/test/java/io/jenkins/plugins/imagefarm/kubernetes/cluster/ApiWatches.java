package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.Watcher.Action;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The watches of the API server. Unlike the mock's, they go on from where a client says that it is, know what they have forgotten, and share a
 * thread.
 */
final class ApiWatches implements AutoCloseable {
    /**
     * @param matchedBefore the object's attributes, which a watch may ask for; null for what is new
     * @param before as it was, but with the version of this change; null for what is new
     * @param matchesNow null for what is gone
     * @param after null for what is gone
     */
    record Change(long version, AttributeSet matchedBefore, String before, AttributeSet matchesNow, String after) {}

    private final List<Change> history = new ArrayList<>();
    private final Set<Open> open = new LinkedHashSet<>();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(); // so that events keep their order
    private long forgotten; // changes up to this version

    synchronized void happened(Change change) {
        history.add(change);
        open.forEach(watch -> watch.tell(change));
    }

    /** Watches that go on from before now are told that they have to list again. */
    synchronized void forget() {
        history.stream().mapToLong(Change::version).max().ifPresent(last -> forgotten = last);
        history.clear();
    }

    /**
     * @param query what is watched
     * @param since version that the client knows
     * @param there what it wants to be told at first
     */
    WebSocketListener watch(AttributeSet query, long since, Collection<String> there) {
        return new Open(query, since, List.copyOf(there));
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }

    private final class Open extends WebSocketListener {
        private final AttributeSet query;
        private final long since;
        private final List<String> there;
        private volatile WebSocket socket;

        Open(AttributeSet query, long since, List<String> there) {
            this.query = query;
            this.since = since;
            this.there = there;
        }

        @Override
        public void onOpen(WebSocket opened, Response response) {
            socket = opened;
            synchronized (ApiWatches.this) {
                if (since > 0 && since < forgotten) {
                    send(new WatchEvent(
                            new StatusBuilder()
                                    .withCode(410)
                                    .withStatus("Failure")
                                    .withReason("Expired")
                                    .withMessage("too old resource version: " + since + " (" + forgotten + ")")
                                    .build(),
                            "ERROR"));
                    return;
                }
                open.add(this);
                there.forEach(object -> send(Action.ADDED, object));
                history.stream().filter(change -> change.version() > since).forEach(this::tell);
            }
        }

        @Override
        public void onClosed(WebSocket closed, int code, String reason) {
            forget();
        }

        @Override
        public void onFailure(WebSocket failed, Throwable error, Response response) {
            forget();
        }

        private void forget() {
            synchronized (ApiWatches.this) {
                open.remove(this);
            }
        }

        void tell(Change change) {
            boolean before =
                    change.matchedBefore() != null && change.matchedBefore().matches(query);
            boolean now = change.matchesNow() != null && change.matchesNow().matches(query);
            if (before && now) {
                send(Action.MODIFIED, change.after());
            } else if (now) {
                send(Action.ADDED, change.after());
            } else if (before) {
                send(Action.DELETED, change.before());
            }
        }

        private void send(Action action, String object) {
            send(new WatchEvent(Serialization.unmarshal(object, GenericKubernetesResource.class), action.name()));
        }

        private void send(WatchEvent event) {
            String json = Serialization.asJson(event);
            try {
                sender.execute(() -> socket.send(json));
            } catch (RejectedExecutionException e) {
                // the cluster is closed
            }
        }
    }
}
