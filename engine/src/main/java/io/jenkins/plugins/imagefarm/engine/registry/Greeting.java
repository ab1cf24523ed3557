package io.jenkins.plugins.imagefarm.engine.registry;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a registry answers to someone who has not logged in.
 *
 * @param base the address that works, without a path
 * @param status for instance 200, or 401 if it wants a login
 * @param challenges how it wants one to log in; empty if it does not
 */
record Greeting(URI base, int status, List<Challenge> challenges) {
    LoginMethod method() {
        if (find(Challenge.BEARER).isPresent()) {
            return LoginMethod.TOKEN;
        }
        return find(Challenge.BASIC).isPresent() ? LoginMethod.PASSWORD : LoginMethod.NONE;
    }

    Optional<Challenge> find(String scheme) {
        return challenges.stream()
                .filter(challenge -> challenge.scheme().equals(scheme))
                .findFirst();
    }
}
