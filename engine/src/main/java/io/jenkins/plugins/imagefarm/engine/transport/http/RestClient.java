package io.jenkins.plugins.imagefarm.engine.transport.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.transport.AnswerWait;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * Speaks HTTP to a daemon, on a connection of its own for every request: one that is used again may have been closed by the daemon
 * in that moment, and over SSH or a unix socket a new one costs next to nothing.
 *
 * <p>When the build is cancelled, every request that is under way ends.
 */
public final class RestClient {
    private static final int BUFFER = 64 * 1024;
    private static final Http1Config CONFIG =
            Http1Config.custom().setBufferSize(BUFFER).setChunkSizeHint(BUFFER).build();

    private static final Duration FOREVER = Duration.ofDays(1000);

    private final Transport transport;
    private final Cancellation cancellation;

    /** @param transport stays the caller's to close */
    public RestClient(Transport transport, Cancellation cancellation) {
        this.transport = transport;
        this.cancellation = cancellation;
    }

    /**
     * Sends a request and waits for the head of the answer.
     *
     * @throws IOException if none comes; {@link Transport#why} tells what it means
     * @throws RestStatusException if the daemon does not do it, that is unless the status is 2xx
     * @throws CancelledException if the build was cancelled meanwhile
     */
    public RestReply send(RestRequest request) throws IOException {
        return sendAnyway(request).requireSuccess();
    }

    /** As {@link #send}, whatever the status. */
    public RestReply sendAnyway(RestRequest request) throws IOException {
        try {
            return new Exchange(request, connect()).run();
        } catch (IOException e) {
            if (cancellation.isCancelled()) {
                throw new CancelledException();
            }
            throw e;
        }
    }

    /** As {@link #send}, and reads the whole answer, all within the request's time. */
    public JsonNode json(RestRequest request) throws IOException {
        try (RestReply reply = send(request);
                AnswerWait wait = limit(request.patience())) {
            wait.at(reply);
            try {
                return reply.json();
            } catch (IOException e) {
                if (cancellation.isCancelled()) {
                    throw new CancelledException();
                }
                wait.check();
                throw e;
            }
        }
    }

    private Socket connect() throws IOException {
        try (AnswerWait wait = new AnswerWait(cancellation)) {
            return transport.open(wait, Transport.HTTP1);
        }
    }

    private AnswerWait limit(Duration patience) {
        return new AnswerWait(cancellation, patience == null ? FOREVER : patience);
    }

    /** One request and its answer, which are the life of one connection. */
    private final class Exchange implements Closeable {
        private final RestRequest request;
        private final Socket socket;
        private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(CONFIG);
        private final Cancellation.AutoCloseableAction registration;
        private boolean unmade;

        Exchange(RestRequest request, Socket socket) {
            this.request = request;
            this.socket = socket;
            registration = cancellation.onCancel(this::closeSocket);
        }

        RestReply run() throws IOException {
            try {
                http.bind(socket);
                IOException broken = sendRequest();
                return new RestReply(receive(broken), this);
            } catch (HttpException e) {
                close();
                throw new IOException("answers, but not in HTTP: " + e.getMessage(), e);
            } catch (IOException | RuntimeException e) {
                close();
                throw e;
            }
        }

        /** @return null, or why the body could not be sent: then the daemon may have answered without reading all of it */
        private IOException sendRequest() throws IOException, HttpException {
            ClassicHttpRequest head = new BasicClassicHttpRequest(request.method(), request.target());
            head.setHeader("Host", "localhost");
            head.setHeader("Connection", "close");
            request.headers().forEach(head::setHeader);
            if (request.body() == null) {
                if (!request.method().equals("GET")) {
                    head.setHeader("Content-Length", "0");
                }
                http.sendRequestHeader(head);
                http.flush();
                return null;
            }
            head.setHeader("Content-Type", request.body().type());
            head.setHeader("Transfer-Encoding", "chunked");
            head.setEntity(new EntityTemplate(-1, null, null, this::writeBody));
            http.sendRequestHeader(head);
            try {
                http.sendRequestEntity(head);
                http.flush();
                return null;
            } catch (IOException e) {
                if (unmade || cancellation.isCancelled()) {
                    throw e;
                }
                return e;
            }
        }

        private void writeBody(OutputStream out) throws IOException {
            SentContent sent = new SentContent(out);
            try {
                request.body().content().writeTo(sent);
            } catch (IOException | RuntimeException e) {
                if (!sent.broken) {
                    unmade = true;
                    // Else the library would end what is half a body as if it were a whole one.
                    closeSocket();
                }
                throw e;
            }
        }

        private ClassicHttpResponse receive(IOException broken) throws IOException, HttpException {
            try (AnswerWait wait = limit(request.patience())) {
                wait.at(socket);
                try {
                    ClassicHttpResponse response = http.receiveResponseHeader();
                    while (response.getCode() < HttpStatus.SC_OK) {
                        response = http.receiveResponseHeader(); // says only that something is still to come
                    }
                    http.receiveResponseEntity(response);
                    return response;
                } catch (IOException | HttpException e) {
                    wait.check();
                    if (broken != null) {
                        throw broken;
                    }
                    throw e;
                }
            }
        }

        private void closeSocket() {
            try {
                socket.close();
            } catch (IOException e) {
                // Nobody uses it any more.
            }
        }

        @Override
        public void close() {
            registration.close();
            closeSocket();
        }
    }

    /** Knows whether it was sending that failed, and not the making of what was to be sent. */
    private static final class SentContent extends FilterOutputStream {
        private boolean broken;

        SentContent(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void close() {
            // The end of the body is written by whoever began it.
        }
    }
}
