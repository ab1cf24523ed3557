package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Asks whoever listens on a socket for Docker's embedded BuildKit: {@code POST /grpc} with {@code Upgrade: h2c}. After
 * the answer 101 the same connection carries BuildKit's gRPC (moby's {@code api/server/router/grpc}).
 */
final class DockerUpgrade {
    private static final int LONGEST_HEADER = 16 * 1024;

    /** What the other side turned out to be. */
    enum Answer {
        /** Docker: the socket now carries BuildKit's gRPC. */
        UPGRADED,
        /** An HTTP server without BuildKit, for instance Podman. */
        REFUSED,
        /** No HTTP/1 server: HTTP/2 only, which is what a buildkitd is. */
        NOT_HTTP1
    }

    private DockerUpgrade() {}

    /** Asks for BuildKit's gRPC, of which the daemon is the server. */
    static Answer ask(Socket socket) throws IOException {
        return ask(socket, "/grpc", List.of());
    }

    /** Asks for a session, whose gRPC server is on this side ({@code api/server/router/session}). */
    static Answer askForSession(Socket socket, List<String> headers) throws IOException {
        return ask(socket, "/session", headers);
    }

    private static Answer ask(Socket socket, String path, List<String> headers) throws IOException {
        StringBuilder request = new StringBuilder("POST " + path + " HTTP/1.1\r\n")
                .append("Host: localhost\r\n")
                .append("Connection: Upgrade\r\n")
                .append("Upgrade: h2c\r\n")
                .append("Content-Length: 0\r\n");
        headers.forEach(header -> request.append(header).append("\r\n"));
        request.append("\r\n");
        InputStream in = socket.getInputStream();
        String status;
        try {
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            status = readLine(in);
        } catch (EOFException | java.net.SocketException e) {
            // grpc-go hangs up on a client that does not begin with the HTTP/2 preface.
            return Answer.NOT_HTTP1;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Broken pipe")
                    || String.valueOf(e.getMessage()).contains("Connection reset")) {
                return Answer.NOT_HTTP1;
            }
            throw e;
        }
        if (!status.startsWith("HTTP/1.")) {
            return Answer.NOT_HTTP1;
        }
        if (!status.startsWith("101", status.indexOf(' ') + 1)) {
            return Answer.REFUSED;
        }
        while (!readLine(in).isEmpty()) {
            // The headers of the answer say nothing more.
        }
        return Answer.UPGRADED;
    }

    /** Byte by byte, so that nothing of what follows the header is taken from the stream. */
    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (line.length() >= LONGEST_HEADER || b == 0) {
                return "";
            }
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }
}
