package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;

/** Sends a request again when that may help: the server is overloaded or broken, or cut the connection. */
final class RetryingSender {
    private final HttpSender sender;
    private final Patience patience;

    RetryingSender(HttpSender sender, Patience patience) {
        this.sender = sender;
        this.patience = patience;
    }

    /**
     * @return the last answer, of any status
     * @throws IOException if there was no answer at the last try
     */
    HttpReply send(HttpCall call, Deadline deadline) throws IOException {
        Duration pause = patience.firstPause();
        for (int tried = 1; ; tried++) {
            Duration wait = pause;
            try {
                HttpReply reply = sender.send(call, deadline);
                wait = reply.retryAfter(Instant.now()).orElse(pause);
                if (!reply.isTemporary() || tried >= patience.tries() || !pauseFits(wait, deadline)) {
                    return reply;
                }
            } catch (IOException e) {
                if (!mayHelp(e) || tried >= patience.tries() || !pauseFits(wait, deadline)) {
                    throw e;
                }
            }
            take(wait);
            pause = pause.multipliedBy(2);
        }
    }

    /** What took the whole time limit, or is not found, or is not trusted, will not be better in a second. */
    private static boolean mayHelp(IOException e) {
        return !(e instanceof SocketTimeoutException)
                && !(e instanceof UnknownHostException)
                && !(e instanceof NoRouteToHostException)
                && !(e instanceof UnreadableCertificateException)
                && !isUntrusted(e);
    }

    static boolean isUntrusted(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static boolean pauseFits(Duration wait, Deadline deadline) {
        return wait.compareTo(deadline.left()) < 0;
    }

    private void take(Duration wait) throws InterruptedIOException {
        if (wait.isNegative()) {
            return;
        }
        try {
            patience.pause().take(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a registry");
        }
    }
}
