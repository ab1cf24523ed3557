package io.jenkins.plugins.imagefarm.engine.transport;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Why nothing useful answers at an address.
 *
 * @param fault the user's if another try with the same settings cannot help
 * @param reason continues a sentence that begins with the address
 * @param advice what to do, one line; empty if there is nothing special to say
 */
public record NoAnswer(Fault fault, String reason, String advice) {
    private static final String USUAL_ADVICE = "Check the address, and that this machine may connect to it.";

    public static NoAnswer user(String reason) {
        return user(reason, "");
    }

    public static NoAnswer user(String reason, String advice) {
        return new NoAnswer(Fault.USER, reason, advice);
    }

    public static NoAnswer service(String reason) {
        return service(reason, "");
    }

    public static NoAnswer service(String reason, String advice) {
        return new NoAnswer(Fault.SERVICE, reason, advice);
    }

    /** It did not answer in its time. */
    public static NoAnswer late(Duration limit) {
        return service("does not answer within " + seconds(limit) + " s");
    }

    private static String seconds(Duration limit) {
        long millis = limit.toMillis();
        return millis % 1000 == 0 ? String.valueOf(millis / 1000) : String.valueOf(millis / 1000.0);
    }

    /** What is the same for every kind of address; empty if the exception says nothing of that. */
    public static Optional<NoAnswer> of(IOException e) {
        Optional<NoAnswerException> known = find(NoAnswerException.class, e);
        if (known.isPresent()) {
            return known.map(NoAnswerException::why);
        }
        if (e instanceof UnknownHostException) {
            return Optional.of(service("has an unknown host name"));
        }
        if (e instanceof NoRouteToHostException) {
            return Optional.of(service("cannot be reached from here: " + e.getMessage()));
        }
        if (e instanceof ConnectException) {
            return Optional.of(service("refuses the connection"));
        }
        if (e instanceof SocketTimeoutException) {
            return Optional.of(service(e.getMessage()));
        }
        return Optional.empty();
    }

    /** @param what the builder, as a sentence begins with it */
    public Problem problem(String what) {
        return new Problem(fault, what + " " + reason, advice);
    }

    /** What to do if it was not there from the start; never empty. */
    public String adviceOrUsual() {
        return advice.isEmpty() ? USUAL_ADVICE : advice;
    }

    public static <T extends Throwable> Optional<T> find(Class<T> type, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
