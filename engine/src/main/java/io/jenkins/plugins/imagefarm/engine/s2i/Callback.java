package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A call that tells how a build ended, as source-to-image makes it: a POST of {@code {"success": true, "labels": {…}}}, tried three
 * times.
 */
final class Callback {
    private static final int TRIES = 3;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final URI url;
    private final Consumer<String> console;

    /** @param console is told what became of it; what follows {@code ?} may be a secret, and is not shown */
    Callback(URI url, Consumer<String> console) {
        this.url = url;
        this.console = console;
    }

    void call(boolean success, Map<String, String> labels) throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", success);
        if (!labels.isEmpty()) {
            body.put("labels", labels);
        }
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Wire.write(body)))
                .build();
        HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        String shown = url.getScheme() + "://" + url.getAuthority() + url.getPath();
        for (int tries = 1; ; tries++) {
            String why;
            boolean mayGetBetter = true;
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status >= 200 && status < 300) {
                    console.accept("#0 told " + shown);
                    return;
                }
                why = "it answers status " + status;
                mayGetBetter = status >= 500 || status == 429;
            } catch (IOException e) {
                why = IoReason.of(e);
            }
            if (tries == TRIES || !mayGetBetter) {
                console.accept("#0 the callback " + shown + " could not be told how the build ended: " + why);
                return;
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
