package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.net.URI;
import java.util.List;

/**
 * What a token is wanted for, as the registry's challenge names it.
 *
 * @param realm the token endpoint
 * @param service the registry's name for itself; may be empty
 * @param scopes such as {@code repository:library/busybox:pull}
 */
public record TokenRequest(URI realm, String service, List<String> scopes) {
    public TokenRequest {
        scopes = List.copyOf(scopes);
    }

    /** @throws ProblemException if the realm is not a URL of http or https */
    public static TokenRequest of(String realm, String service, List<String> scopes) {
        URI endpoint = Challenge.httpUrl(realm)
                .orElseThrow(() -> new ProblemException(
                        Problem.service("A registry names a token endpoint that is not a URL of http or https", "")));
        return new TokenRequest(endpoint, service, scopes);
    }

    /** What is asked for, in words. */
    String action() {
        return scopes.isEmpty() ? "log in" : "get a token for " + String.join(" ", scopes);
    }
}
