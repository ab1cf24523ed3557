package io.jenkins.plugins.imagefarm.engine.transport;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** To a unix socket of this machine. */
record UnixTransport(String uri, Path socket) implements Transport {
    static UnixTransport to(String text, URI uri) {
        if (uri.getPath() == null || !uri.getPath().startsWith("/") || uri.getAuthority() != null) {
            throw Transport.invalid(text, "the socket's path must be absolute");
        }
        return new UnixTransport(text, Path.of(uri.getPath()));
    }

    @Override
    public Socket open(AnswerWait wait, List<String> protocols) throws IOException {
        try {
            return wait.at(UnixSocket.open()).connect(socket);
        } catch (IOException e) {
            wait.check(); // A socket that was closed meanwhile says only that it is closed.
            throw e;
        }
    }

    @Override
    public NoAnswer why(IOException e) {
        if (!Files.exists(socket)) {
            return NoAnswer.service("does not exist");
        }
        if (!Files.isWritable(socket)) {
            return NoAnswer.user("may not be used by this user");
        }
        return NoAnswer.of(e).orElseGet(() -> NoAnswer.service("hangs up: " + e.getMessage()));
    }

    @Override
    public void close() {
        // The sockets share nothing.
    }
}
