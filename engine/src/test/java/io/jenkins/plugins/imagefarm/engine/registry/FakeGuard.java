package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;

/** Decides who may use a {@link FakeRegistry}. */
interface FakeGuard {
    /** Answers the request itself if it may not be served. */
    boolean admits(FakeExchange exchange) throws IOException;

    /** The ways to guard a registry. */
    enum Kind {
        NONE {
            @Override
            FakeGuard guard(Login login, FakeTokens tokens) {
                return exchange -> true;
            }
        },
        BASIC {
            @Override
            FakeGuard guard(Login login, FakeTokens tokens) {
                return exchange -> {
                    if (exchange.header("Authorization").equals(TokenClient.basic(login))) {
                        return true;
                    }
                    exchange.set("WWW-Authenticate", "Basic realm=\"fake\"").fail(401, "UNAUTHORIZED", "authentication required");
                    return false;
                };
            }
        },
        BEARER {
            @Override
            FakeGuard guard(Login login, FakeTokens tokens) {
                return tokens;
            }
        };

        abstract FakeGuard guard(Login login, FakeTokens tokens);
    }
}
