package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.registry.HostTrust;
import io.jenkins.plugins.imagefarm.engine.registry.HttpProxies;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * HTTP to one Git server for JGit. With {@code java.net.http} rather than {@code HttpURLConnection}, whose reads nobody can end.
 */
final class GitHttp implements HttpConnectionFactory {
    private static final Set<String> OF_CLIENT = Set.of("connection", "content-length", "expect", "host", "upgrade");

    private final GitUrl server;
    private final HttpClient client;
    private final QuietWatch watch;
    private int lastStatus;
    private IOException lastFailure;

    /** @throws IOException if a certificate authority cannot be read */
    GitHttp(GitUrl server, GitAccess access, QuietWatch watch) throws IOException {
        this.server = server;
        this.watch = watch;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(access.patience().connect())
                .proxy(HttpProxies.of(System.getenv()).selector())
                .sslContext(HostTrust.of(access.hosts(), server.host(), server.realPort()))
                .build();
    }

    /** Whether the client sets that header itself, and refuses to be told. */
    static boolean isOfClient(String header) {
        return OF_CLIENT.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public HttpConnection create(URL url) {
        return new GitHttpConnection(this, url);
    }

    /** The client chooses the proxy. */
    @Override
    public HttpConnection create(URL url, Proxy proxy) {
        return create(url);
    }

    /** Of the last answer; 0 if there was none. */
    int lastStatus() {
        return lastStatus;
    }

    /** Why there was no last answer, null if there was one: JGit does not keep it. */
    IOException lastFailure() {
        return lastFailure;
    }

    /** Whether a login may be sent there: JGit would take it along to wherever it is redirected. */
    boolean mayKnowLogin(URL url) {
        int port = url.getPort() > 0 ? url.getPort() : url.getDefaultPort();
        return url.getProtocol().equals(server.scheme())
                && url.getHost().equalsIgnoreCase(server.host())
                && port == server.realPort();
    }

    HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        lastStatus = 0;
        lastFailure = null;
        try {
            HttpResponse<InputStream> response = watch.waiting(() -> answer(request));
            lastStatus = response.statusCode();
            return response;
        } catch (IOException e) {
            lastFailure = e;
            throw e;
        }
    }

    private HttpResponse<InputStream> answer(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        watch.at((Closeable) () -> answer.cancel(true));
        try {
            HttpResponse<InputStream> response = answer.get();
            watch.at(response.body());
            return response;
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (CancellationException e) {
            throw new IOException("the request was cancelled", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException told ? told : new IOException(e.getCause());
        }
    }

    InputStream watched(InputStream body) {
        return watch.watched(body);
    }
}
