package io.jenkins.plugins.imagefarm.engine.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;

/** One request of JGit's and its answer. It is sent when the answer is asked for. */
final class GitHttpConnection implements HttpConnection {
    private static final String AUTHORIZATION = "Authorization";
    private static final String CHALLENGE = "WWW-Authenticate";

    private final GitHttp http;
    private final URL url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private HttpResponse<InputStream> response;

    GitHttpConnection(GitHttp http, URL url) {
        this.http = http;
        this.url = url;
    }

    private HttpResponse<InputStream> response() throws IOException {
        if (response == null) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url.toString()))
                    .method(
                            method,
                            method.equals("POST")
                                    ? HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())
                                    : HttpRequest.BodyPublishers.noBody());
            headers.forEach(request::header);
            response = http.send(request.build());
        }
        return response;
    }

    @Override
    public int getResponseCode() throws IOException {
        return response().statusCode();
    }

    @Override
    public URL getURL() {
        return url;
    }

    /** HTTP/2 has none, and nobody needs it. */
    @Override
    public String getResponseMessage() {
        return "";
    }

    /** Without the ways to log in that would use what the machine's user is logged in with. */
    @Override
    public Map<String, List<String>> getHeaderFields() {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (response != null) {
            fields.putAll(response.headers().map());
            fields.computeIfPresent(
                    CHALLENGE,
                    (name, challenges) -> challenges.stream()
                            .filter(challenge ->
                                    challenge.toLowerCase(Locale.ROOT).matches("(?s)(basic|digest)\\b.*"))
                            .toList());
        }
        return fields;
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return getHeaderFields().getOrDefault(name, List.of());
    }

    @Override
    public String getHeaderField(String name) {
        List<String> values = getHeaderFields(name);
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public void setRequestProperty(String name, String value) {
        if (GitHttp.isOfClient(name) || name.equalsIgnoreCase(AUTHORIZATION) && !http.mayKnowLogin(url)) {
            return;
        }
        headers.put(name, value);
    }

    @Override
    public void setRequestMethod(String name) {
        method = name;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return http.watched(response().body());
    }

    @Override
    public int getContentLength() {
        String length = getHeaderField("Content-Length");
        return length == null || !length.matches("[0-9]{1,9}") ? -1 : Integer.parseInt(length);
    }

    @Override
    public OutputStream getOutputStream() {
        return body;
    }

    @Override
    public void connect() throws IOException {
        response();
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void setUseCaches(boolean use) {
        // There is none.
    }

    @Override
    public void setConnectTimeout(int millis) {
        // The client has its own.
    }

    @Override
    public void setReadTimeout(int millis) {
        // Whoever waits is watched.
    }

    @Override
    public void setInstanceFollowRedirects(boolean follow) {
        // JGit does that.
    }

    @Override
    public void setDoOutput(boolean output) {
        // The method says it.
    }

    @Override
    public void setFixedLengthStreamingMode(int length) {
        // Requests are small.
    }

    @Override
    public void setChunkedStreamingMode(int length) {
        // Requests are small.
    }

    @Override
    public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
        throw new UnsupportedOperationException("certificates are always verified");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        throw new UnsupportedOperationException("certificates are always verified");
    }
}
