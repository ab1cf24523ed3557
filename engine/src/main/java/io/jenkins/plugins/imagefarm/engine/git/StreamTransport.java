package io.jenkins.plugins.imagefarm.engine.git;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackTransport;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TcpTransport;
import org.eclipse.jgit.transport.URIish;

/** Git's protocol over a pair of streams. JGit's own ways to get these cannot be ended from outside. */
final class StreamTransport extends TcpTransport implements PackTransport {
    private final PackStream stream;

    StreamTransport(Repository local, URIish uri, PackStream stream) {
        super(local, uri);
        this.stream = stream;
    }

    @Override
    public FetchConnection openFetch() throws TransportException {
        return openFetch(List.of());
    }

    @Override
    public FetchConnection openFetch(Collection<RefSpec> refSpecs, String... additionalPatterns)
            throws TransportException {
        return new Connection(refSpecs, additionalPatterns);
    }

    @Override
    public PushConnection openPush() throws NotSupportedException {
        throw new NotSupportedException("nothing is pushed");
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // Nobody uses it any more.
        }
    }

    private final class Connection extends BasePackFetchConnection {
        Connection(Collection<RefSpec> refSpecs, String... patterns) throws TransportException {
            super(StreamTransport.this);
            init(stream.output(), stream.input());
            if (!readAdvertisedRefs()) {
                lsRefs(refSpecs, patterns);
            }
        }
    }
}
