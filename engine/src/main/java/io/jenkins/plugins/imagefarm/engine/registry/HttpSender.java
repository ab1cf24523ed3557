package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;

/**
 * Sends one request and reads the whole answer, within time limits.
 *
 * <p>With {@link HttpURLConnection} rather than {@code java.net.http}: in a fresh JVM its first request takes 26 ms
 * instead of 200 ms, with TLS 290 ms instead of 390 ms, it needs no threads, and names can go unverified for one
 * connection instead of for the whole JVM.
 */
final class HttpSender {
    /** What a registry must take as a manifest at least, OCI distribution specification "Pushing Manifests". */
    private static final int LARGEST_BODY = 4 * 1024 * 1024;

    private final TlsTrust trust;
    private final HttpProxies proxies;
    private final Patience patience;

    HttpSender(TlsTrust trust, HttpProxies proxies, Patience patience) {
        this.trust = trust;
        this.proxies = proxies;
        this.patience = patience;
    }

    /** @throws IOException if there is no answer; an answer of any status is returned */
    HttpReply send(HttpCall call, Deadline deadline) throws IOException {
        HttpURLConnection connection = open(call, deadline);
        try {
            if (call.method().equals("PUT") || call.method().equals("POST")) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(call.body());
                }
            }
            int status = connection.getResponseCode();
            if (status < 0) {
                throw new IOException("the answer is not HTTP");
            }
            boolean download = call.into() != null && status >= 200 && status < 300;
            byte[] body = download ? download(connection, call.into()) : body(connection, status, deadline);
            return new HttpReply(status, headers(connection), body);
        } catch (IOException | RuntimeException e) {
            connection.disconnect();
            throw e;
        }
    }

    private HttpURLConnection open(HttpCall call, Deadline deadline) throws IOException {
        HttpURLConnection connection = connection(call.uri());
        if (connection instanceof HttpsURLConnection secure) {
            trust.applyTo(secure);
        }
        connection.setRequestMethod(call.method());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(millis(deadline.atMost(patience.connect())));
        connection.setReadTimeout(millis(deadline.atMost(patience.answer())));
        connection.setRequestProperty("User-Agent", "image-farm");
        call.headers().forEach(connection::setRequestProperty);
        return connection;
    }

    private HttpURLConnection connection(URI uri) throws IOException {
        Optional<HttpProxies.Way> way = proxies.to(uri);
        if (way.isEmpty()) {
            return (HttpURLConnection) uri.toURL().openConnection();
        }
        HttpURLConnection connection =
                (HttpURLConnection) uri.toURL().openConnection(way.get().address());
        if (way.get().userInfo() != null) {
            byte[] login = way.get().userInfo().getBytes(StandardCharsets.UTF_8);
            connection.setRequestProperty(
                    "Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        return connection;
    }

    /** At least 1: to HttpURLConnection, 0 means without limit. */
    private static int millis(Duration time) {
        return (int) Math.max(1, time.toMillis());
    }

    private static Map<String, List<String>> headers(HttpURLConnection connection) {
        Map<String, List<String>> headers = new TreeMap<>();
        connection.getHeaderFields().forEach((name, values) -> {
            if (name != null) {
                headers.put(name.toLowerCase(Locale.ROOT), values);
            }
        });
        return headers;
    }

    /** Only a pause in it is limited in time. */
    private static byte[] download(HttpURLConnection connection, Path file) throws IOException {
        try (InputStream in = connection.getInputStream();
                OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = new byte[64 * 1024];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while reading from a registry");
                }
                out.write(piece, 0, n);
            }
        }
        return new byte[0];
    }

    private static byte[] body(HttpURLConnection connection, int status, Deadline deadline) throws IOException {
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (in == null) {
                return new byte[0];
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                body.write(piece, 0, n);
                if (body.size() > LARGEST_BODY) {
                    throw new IOException("the answer is longer than " + LARGEST_BODY + " bytes");
                }
                if (deadline.left().isZero()) {
                    throw new SocketTimeoutException("the answer did not end in time");
                }
            }
            return body.toByteArray();
        }
    }
}
