package io.jenkins.plugins.imagefarm.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One page of a browser. */
public final class Tab {
    private final DevTools tools;
    private final String session;

    Tab(DevTools tools, String session) throws IOException, InterruptedException {
        this.tools = tools;
        this.session = session;
        for (String domain : List.of("Page", "Runtime", "Log", "Audits")) {
            call(domain + ".enable", Map.of());
        }
    }

    private JsonNode call(String method, Map<String, ?> parameters) throws IOException, InterruptedException {
        return tools.call(session, method, parameters);
    }

    /** @param height also the part that is seen, in CSS pixels */
    public void size(int width, int height) throws IOException, InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** For pages that are opened from now on. */
    public void disableScripts() throws IOException, InterruptedException {
        call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }

    public void goTo(URL url) throws IOException, InterruptedException {
        call("Page.setLifecycleEventsEnabled", Map.of("enabled", true));
        JsonNode navigation = call("Page.navigate", Map.of("url", url.toString()));
        if (navigation.has("errorText")) {
            throw new IOException(url + ": " + navigation.get("errorText"));
        }
        String loader = navigation.get("loaderId").asText();
        tools.await(
                "Page.lifecycleEvent",
                event -> event.path("loaderId").asText().equals(loader)
                        && event.path("name").asText().equals("load"));
    }

    /** The value of an expression of JavaScript, or of the promise that it is. */
    public JsonNode value(String expression) throws IOException, InterruptedException {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.get("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** The text of the first element, as it is rendered; empty if there is none. */
    public String text(String selector) throws IOException, InterruptedException {
        return value("document.querySelector('" + selector + "')?.innerText ?? ''")
                .asText()
                .strip();
    }

    /** Waits until an expression is true; the page looks itself. */
    public void await(String expression) throws IOException, InterruptedException {
        value("new Promise(done => { const look = () => (" + expression
                + ") ? done(true) : setTimeout(look, 20); look(); })");
    }

    /** Presses a key, such as {@code Tab}, {@code Enter} or {@code " "}. */
    public void press(String key) throws IOException, InterruptedException {
        int code =
                switch (key) {
                    case "Tab" -> 9;
                    case "Enter" -> 13;
                    case " " -> 32;
                    default -> throw new IllegalArgumentException(key);
                };
        String text =
                switch (key) {
                    case "Tab" -> "";
                    case "Enter" -> "\r";
                    default -> key;
                };
        Map<String, ?> down = Map.of(
                "type",
                text.isEmpty() ? "rawKeyDown" : "keyDown",
                "key",
                key,
                "windowsVirtualKeyCode",
                code,
                "text",
                text);
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** What the browser complained about: errors, exceptions, and what the page's Content-Security-Policy forbids. */
    public List<String> complaints() {
        return Stream.of(
                        tools.events(session, "Runtime.exceptionThrown"),
                        tools.events(session, "Log.entryAdded")
                                .filter(event -> event.path("entry")
                                        .path("level")
                                        .asText()
                                        .equals("error")),
                        tools.events(session, "Runtime.consoleAPICalled")
                                .filter(event -> event.path("type").asText().equals("error")),
                        tools.events(session, "Audits.issueAdded")
                                .filter(event -> event.path("issue")
                                        .path("code")
                                        .asText()
                                        .equals("ContentSecurityPolicyIssue")))
                .flatMap(events -> events)
                .map(JsonNode::toString)
                .toList();
    }
}
