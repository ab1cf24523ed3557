package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A way in which a {@link FakeRegistry} does not do what it was asked. */
public final class FakeFault {
    private interface Strike {
        void at(FakeExchange exchange, Runnable reset) throws IOException, InterruptedException;
    }

    private final Strike strike;
    private final CountDownLatch released = new CountDownLatch(1);

    private FakeFault(Strike strike) {
        this.strike = strike;
    }

    private FakeFault() {
        this.strike = (exchange, reset) -> {
            exchange.ignore();
            released.await();
        };
    }

    public static FakeFault status(int status) {
        return new FakeFault((exchange, reset) -> exchange.fail(status, "FAULT", "as the test wants it"));
    }

    /** @param value of Retry-After, seconds or a date */
    public static FakeFault retryAfter(int status, String value) {
        return new FakeFault((exchange, reset) ->
                exchange.set("Retry-After", value).fail(status, "TOOMANYREQUESTS", "as the test wants it"));
    }

    /** A status with the given body. */
    public static FakeFault answer(int status, String body) {
        return new FakeFault((exchange, reset) -> exchange.answer(status, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The connection ends with a TCP reset, without an answer. */
    public static FakeFault reset() {
        return new FakeFault((exchange, reset) -> {
            exchange.ignore();
            reset.run();
        });
    }

    /** There is no answer until the registry is closed. */
    public static FakeFault hang() {
        return new FakeFault();
    }

    void strike(FakeExchange exchange, Runnable reset) throws IOException {
        try {
            strike.at(exchange, reset);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void release() {
        released.countDown();
    }
}
