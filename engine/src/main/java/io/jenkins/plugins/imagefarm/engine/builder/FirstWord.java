package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.AnswerWait;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLSocket;

/**
 * Tells daemons apart by their answer to {@code GET /_ping}, which Docker and Podman both know: Podman's has a header with the
 * version of its own API. A buildkitd speaks HTTP/2 only and hangs up.
 */
final class FirstWord {
    private FirstWord() {}

    /** @throws IOException if nothing answers */
    static BuilderType ask(Transport transport, Cancellation cancellation) throws IOException {
        try (AnswerWait wait = new AnswerWait(cancellation);
                Socket socket = transport.open(wait, Transport.ANY_HTTP)) {
            if (socket instanceof SSLSocket secured && "h2".equals(secured.getApplicationProtocol())) {
                return BuilderType.BUILDKIT;
            }
        }
        RestRequest ping = RestRequest.get("/_ping").within(AnswerWait.USUAL);
        try (RestReply reply = new RestClient(transport, cancellation).sendAnyway(ping)) {
            return reply.header("Libpod-API-Version").isPresent() ? BuilderType.PODMAN : BuilderType.DOCKER;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return BuilderType.BUILDKIT;
        }
    }
}
