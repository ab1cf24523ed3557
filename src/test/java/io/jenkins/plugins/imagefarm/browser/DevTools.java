package io.jenkins.plugins.imagefarm.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Talks with a browser.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PATIENCE_S = 30;

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final StringBuilder message = new StringBuilder();
    private final WebSocket socket;

    /** @param uri as the browser tells it */
    DevTools(URI uri) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, this)
                .join();
    }

    /**
     * @param session of a page; empty for the browser itself
     * @return the result
     * @throws IOException if the browser answers with an error, or not in time
     */
    JsonNode call(String session, String method, Map<String, ?> parameters) throws IOException, InterruptedException {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, ?> call = session.isEmpty()
                ? Map.of("id", id, "method", method, "params", parameters)
                : Map.of("id", id, "method", method, "params", parameters, "sessionId", session);
        socket.sendText(MAPPER.writeValueAsString(call), true).join();
        try {
            JsonNode answered = answer.get(PATIENCE_S, TimeUnit.SECONDS);
            if (answered.has("error")) {
                throw new IOException(method + ": " + answered.get("error"));
            }
            return answered.get("result");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer to " + method + " " + parameters, e);
        } finally {
            answers.remove(id);
        }
    }

    /** Waits for an event that has come or comes. */
    void await(String method, Predicate<JsonNode> which) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        synchronized (events) {
            while (events.stream().noneMatch(event -> isOf(event, method) && which.test(event.path("params")))) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new IOException("no such " + method);
                }
                events.wait(left);
            }
        }
    }

    private static boolean isOf(JsonNode event, String method) {
        return event.path("method").asText().equals(method);
    }

    /** What those say that have come for a page, in their order. */
    Stream<JsonNode> events(String session, String method) {
        synchronized (events) {
            return List.copyOf(events).stream()
                    .filter(event -> isOf(event, method)
                            && event.path("sessionId").asText().equals(session))
                    .map(event -> event.path("params"));
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        message.append(data);
        if (last) {
            take(message.toString());
            message.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void take(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (!node.has("id")) {
                synchronized (events) {
                    events.add(node);
                    events.notifyAll();
                }
                return;
            }
            CompletableFuture<JsonNode> answer = answers.get(node.get("id").asInt());
            if (answer != null) {
                answer.complete(node);
            }
        } catch (IOException e) {
            onError(socket, e);
        }
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        answers.values().forEach(answer -> answer.completeExceptionally(error));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
