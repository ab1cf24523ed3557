package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A way in which a {@link FakeRegistry} does not do what it was asked. */
public final class FakeFault {
    private interface Strike {
        void at(FakeExchange exchange, Runnable reset, Serving serving) throws IOException, InterruptedException;
    }

    /** Answers a request as if there were no fault. */
    interface Serving {
        void serve(FakeExchange exchange) throws IOException;
    }

    private final Strike strike;
    private final CountDownLatch released = new CountDownLatch(1);

    private FakeFault(Strike strike) {
        this.strike = strike;
    }

    private FakeFault() {
        this.strike = (exchange, reset, serving) -> {
            exchange.ignore();
            released.await();
        };
    }

    public static FakeFault status(int status) {
        return new FakeFault((exchange, reset, serving) -> exchange.fail(status, "FAULT", "as the test wants it"));
    }

    /** @param value of Retry-After, seconds or a date */
    public static FakeFault retryAfter(int status, String value) {
        return new FakeFault((exchange, reset, serving) ->
                exchange.set("Retry-After", value).fail(status, "TOOMANYREQUESTS", "as the test wants it"));
    }

    /** A status with the given body. */
    public static FakeFault answer(int status, String body) {
        return new FakeFault(
                (exchange, reset, serving) -> exchange.answer(status, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The connection ends with a TCP reset, without an answer. */
    public static FakeFault reset() {
        return new FakeFault((exchange, reset, serving) -> {
            exchange.ignore();
            reset.run();
        });
    }

    /** There is no answer until the registry is closed. */
    public static FakeFault hang() {
        return new FakeFault();
    }

    /** Something happens just before it is served. */
    public static FakeFault after(Runnable event) {
        return new FakeFault((exchange, reset, serving) -> {
            event.run();
            serving.serve(exchange);
        });
    }

    /** It is served to whom may have it, which takes that long. */
    public static FakeFault lasting(Duration time) {
        return new FakeFault((exchange, reset, serving) -> {
            exchange.lasting(time);
            serving.serve(exchange);
        });
    }

    void strike(FakeExchange exchange, Runnable reset, Serving serving) throws IOException {
        try {
            strike.at(exchange, reset, serving);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void release() {
        released.countDown();
    }
}
