package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Fetches scripts from a web server. */
final class ScriptDownload {
    private static final int LARGEST = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Made when it is needed, which is seldom: it takes as long as all else that is done before a build. */
    private HttpClient client;

    /**
     * @return empty if the server does not have it
     * @throws S2iFailure if that cannot be found out
     */
    Optional<byte[]> get(URI url) throws InterruptedException {
        try {
            HttpResponse<InputStream> response = client().send(
                            HttpRequest.newBuilder(url).timeout(LIMIT).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                int status = response.statusCode();
                if (status == 404 || status == 410) {
                    return Optional.empty();
                }
                if (status != 200) {
                    String cause = url + " answers status " + status;
                    throw new S2iFailure(
                            S2iReason.FETCH_SCRIPTS_FAILED,
                            status >= 500 || status == 429 ? Problem.service(cause, "") : Problem.user(cause, ""));
                }
                byte[] content = body.readNBytes(LARGEST + 1);
                if (content.length > LARGEST) {
                    throw S2iFailure.user(
                            S2iReason.FETCH_SCRIPTS_FAILED, url + " is longer than " + LARGEST + " bytes", "");
                }
                return Optional.of(content);
            }
        } catch (IOException e) {
            throw new S2iFailure(
                    S2iReason.FETCH_SCRIPTS_FAILED,
                    Problem.service(
                            url + " cannot be read: " + IoReason.of(e), "Check that the server can be reached."),
                    e);
        }
    }

    private HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(LIMIT)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
        }
        return client;
    }
}
