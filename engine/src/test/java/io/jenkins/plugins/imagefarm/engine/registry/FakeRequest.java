package io.jenkins.plugins.imagefarm.engine.registry;

/**
 * What a {@link FakeRegistry} was asked.
 *
 * @param method for instance {@code GET}
 * @param path without query
 * @param login the scheme of the Authorization header in lower case: {@code basic}, {@code bearer}, or empty
 * @param bodySize bytes
 * @param status what it answered; 0 if nothing
 */
public record FakeRequest(String method, String path, String login, long bodySize, int status) {
    public boolean is(String wantedMethod, String pathPattern) {
        return method.equals(wantedMethod) && path.matches(pathPattern);
    }
}
