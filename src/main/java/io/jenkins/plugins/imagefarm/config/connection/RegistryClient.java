package io.jenkins.plugins.imagefarm.config.connection;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ProxyConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;

/**
 * HTTP as a registry and its token server are spoken to: through Jenkins' proxy, with the registry's certificates, and
 * without following redirects, which could carry a password elsewhere.
 */
final class RegistryClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** More than any token, and little enough that no server can fill the controller's memory. */
    private static final int LONGEST_ANSWER = 256 * 1024;

    private final HttpClient http;

    RegistryClient(Registry registry) throws GeneralSecurityException, IOException {
        http = ProxyConfiguration.newHttpClientBuilder()
                .connectTimeout(TIMEOUT)
                .sslContext(RegistryTls.context(registry))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @param authorization the header's value; null for none */
    Answer get(URI uri, @CheckForNull String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = ProxyConfiguration.newHttpRequestBuilder(uri);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return send(request);
    }

    /** @param form as {@code application/x-www-form-urlencoded} */
    Answer post(URI uri, String form) throws IOException, InterruptedException {
        return send(ProxyConfiguration.newHttpRequestBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            return new Answer(response, new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8));
        }
    }

    /** What a server said. */
    record Answer(HttpResponse<?> response, String body) {
        int status() {
            return response.statusCode();
        }

        List<String> challenges() {
            return response.headers().allValues("WWW-Authenticate");
        }

        /** Any web server can answer with 200 or 401; a registry says that it is one, or at least sends no web page. */
        boolean isFromRegistry() {
            return response.headers()
                            .firstValue("Docker-Distribution-Api-Version")
                            .isPresent()
                    || (status() == 200 || status() == 401)
                            && response.headers()
                                    .firstValue("Content-Type")
                                    .map(type -> !type.startsWith("text/html"))
                                    .orElse(true);
        }
    }
}
