package io.jenkins.plugins.imagefarm.engine.transport;

import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** A way with a connection that is open already: the first who asks for one gets that. */
final class OpenedTransport implements Transport {
    private final Transport way;
    private Socket first;

    OpenedTransport(Transport way, Socket first) {
        this.way = way;
        this.first = first;
    }

    @Override
    public String uri() {
        return way.uri();
    }

    @Override
    public Socket open(AnswerWait wait, List<String> protocols) throws IOException {
        Socket opened = takeFirst();
        return opened == null ? way.open(wait, protocols) : wait.at(opened);
    }

    private synchronized Socket takeFirst() {
        Socket taken = first;
        first = null;
        return taken;
    }

    @Override
    public NoAnswer why(IOException e) {
        return way.why(e);
    }

    @Override
    public void close() {
        Socket unused = takeFirst();
        if (unused != null) {
            AnswerWait.closeQuietly(unused);
        }
        way.close();
    }
}
