package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** A conversation with the server of one repository: what it has, and then to bring some of it. */
final class GitRemote implements AutoCloseable {
    private final GitUrl url;
    private final GitAccess access;
    private final Cancellation cancellation;
    private final QuietWatch watch;
    private GitHttp http;
    private PackStream stream;
    private Transport transport;
    private FetchConnection connection;

    private GitRemote(GitUrl url, GitAccess access, Cancellation cancellation) {
        this.url = url;
        this.access = access;
        this.cancellation = cancellation;
        watch = new QuietWatch(access.patience().silence(), cancellation);
    }

    /**
     * @param local where what is brought goes
     * @param shallow whether a commit is brought without those before it
     * @param names of refs that are of interest; none for all
     * @throws ProblemException if the server cannot be reached or does not show the repository
     * @throws CancelledException at once if the build is cancelled
     */
    static GitRemote open(
            GitUrl url,
            GitAccess access,
            Cancellation cancellation,
            Repository local,
            boolean shallow,
            String... names) {
        access.check(url);
        GitRemote remote = new GitRemote(url, access, cancellation);
        try {
            remote.connect(local, shallow, names);
            return remote;
        } catch (IOException e) {
            ProblemException problem = remote.problem(e);
            remote.close();
            throw problem;
        } catch (RuntimeException e) {
            remote.close();
            throw e;
        }
    }

    private void connect(Repository local, boolean shallow, String... names) throws IOException {
        URIish uri = uri();
        if (url.isHttp()) {
            http = new GitHttp(url, access, watch);
            TransportHttp transportHttp = (TransportHttp) Transport.open(local, uri);
            transportHttp.setHttpConnectionFactory(http);
            transportHttp.setCredentialsProvider(new GitLogin(url, access.keys().login()));
            transport = transportHttp;
        } else {
            stream = watch.waiting(() -> url.isSsh()
                    ? SshPackStream.open(url, access, watch, cancellation)
                    : TcpPackStream.open(url, access.patience().connect(), watch));
            transport = new StreamTransport(local, uri, stream);
        }
        if (shallow) {
            transport.setDepth(1);
        }
        connection = transport.openFetch(List.of(), names);
    }

    private URIish uri() throws IOException {
        try {
            return new URIish(url.toString());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** What the server has under the names that were of interest, or more. */
    Collection<Ref> refs() {
        return connection.getRefs();
    }

    /** @throws RefusedException if the server does not give one of them */
    void fetch(Collection<Ref> wanted) throws RefusedException {
        try {
            connection.fetch(new CancelMonitor(cancellation), wanted, Set.of());
        } catch (IOException e) {
            ProblemException problem = problem(e);
            if (RefusedException.is(e, errors())) {
                throw new RefusedException(problem);
            }
            throw problem;
        }
    }

    /** What a failure of the conversation means. */
    private ProblemException problem(IOException e) {
        if (cancellation.isCancelled()) {
            throw new CancelledException();
        }
        return new ProblemException(
                new RemoteFailure(
                                url.toString(),
                                access.keys().login() != null,
                                http == null ? 0 : http.lastStatus(),
                                errors())
                        .problem(http == null || http.lastFailure() == null ? e : http.lastFailure()),
                e);
    }

    private String errors() {
        return stream == null ? "" : stream.errors();
    }

    @Override
    public void close() {
        watch.close();
        if (connection != null) {
            connection.close();
        }
        if (transport != null) {
            transport.close();
        }
    }
}
