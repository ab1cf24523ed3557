package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.remoting.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks at a control directory again and again without ever waiting for the agent: a look is sent off, and asked for later.
 * Failed ones are repeated for a while, because connections break; not one per build waits on an agent that hangs.
 */
final class Looking {
    private static final Logger LOGGER = Logger.getLogger(Looking.class.getName());

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONGEST_TROUBLE = Duration.ofMinutes(1);

    @CheckForNull
    private Future<Look.Reply> sent;

    private long sentAt;

    /** When looks began to fail; 0 while they do not. */
    private long troubleSince;

    boolean isUnderWay() {
        return sent != null;
    }

    void send(FilePath control, Look look) throws IOException, InterruptedException {
        sentAt = System.currentTimeMillis();
        try {
            sent = control.actAsync(look);
        } catch (IOException e) {
            trouble(e);
        }
    }

    /** What the look that was sent saw; null while that is not known. */
    @CheckForNull
    Look.Reply receive() throws IOException, InterruptedException {
        Future<Look.Reply> look = sent;
        if (look == null) {
            return null;
        }
        if (!look.isDone()) {
            if (System.currentTimeMillis() - sentAt > PATIENCE.toMillis()) {
                forget();
                LOGGER.log(Level.FINE, "A look took longer than {0}", PATIENCE);
            }
            return null;
        }
        sent = null;
        try {
            Look.Reply reply = look.get();
            troubleSince = 0;
            return reply;
        } catch (ExecutionException e) {
            trouble(e);
            return null;
        }
    }

    /** The agent is away, so what was sent will not be answered. */
    void forget() {
        if (sent != null) {
            sent.cancel(true);
            sent = null;
        }
        troubleSince = 0;
    }

    private void trouble(Exception failure) throws IOException {
        LOGGER.log(Level.FINE, "A look failed", failure);
        long now = System.currentTimeMillis();
        if (troubleSince == 0) {
            troubleSince = now;
        } else if (now - troubleSince > LONGEST_TROUBLE.toMillis()) {
            throw new IOException("The build cannot be followed any more: " + reason(failure), failure);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
