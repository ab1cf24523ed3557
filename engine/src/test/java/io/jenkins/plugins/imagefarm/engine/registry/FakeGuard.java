package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.IOException;

/** Decides who may use a {@link FakeRegistry}. */
@FunctionalInterface
interface FakeGuard {
    /** Answers the request itself if it may not be served. */
    boolean admits(FakeExchange exchange) throws IOException;
}
