package io.jenkins.plugins.imagefarm.engine.git;

import java.time.Duration;

/**
 * How long a Git server may take.
 *
 * @param connect until it takes the connection
 * @param silence until something comes from it, every time it is waited for: a server that works says so every few seconds
 */
public record GitPatience(Duration connect, Duration silence) {
    public static GitPatience usual() {
        return new GitPatience(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }
}
