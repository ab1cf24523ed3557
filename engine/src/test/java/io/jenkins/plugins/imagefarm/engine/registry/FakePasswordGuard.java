package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.util.Set;

/** Wants a password. */
final class FakePasswordGuard implements FakeGuard {
    private final Login login;
    private final boolean openForReading;
    private final FakeTokens tokens;

    /** @param tokens that are taken too; null for none */
    FakePasswordGuard(Login login, boolean openForReading, FakeTokens tokens) {
        this.login = login;
        this.openForReading = openForReading;
        this.tokens = tokens;
    }

    @Override
    public boolean admits(FakeExchange exchange) throws IOException {
        boolean free = openForReading && Set.of("GET", "HEAD").contains(exchange.method());
        if (free || exchange.header("Authorization").equals(TokenClient.basic(login))) {
            return true;
        }
        exchange.add("WWW-Authenticate", "Basic realm=\"fake\"");
        if (tokens != null) {
            return tokens.admits(exchange);
        }
        exchange.fail(401, "UNAUTHORIZED", "authentication required");
        return false;
    }
}
