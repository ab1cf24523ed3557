package io.jenkins.plugins.imagefarm.engine.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A short-lived password for some scopes of a registry. Its text does not show it.
 *
 * @param value what goes behind {@code Bearer}
 * @param validFor from its issue
 * @param issuedAt by the clock of the token endpoint; empty if that does not say, or cannot be right
 */
public record Token(String value, Duration validFor, Optional<Instant> issuedAt) {
    @Override
    public String toString() {
        return "Token[validFor=" + validFor + "]";
    }
}
