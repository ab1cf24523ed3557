package io.jenkins.plugins.imagefarm.engine.registry;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a registry answers to someone who has not logged in.
 *
 * @param base the address that works, without a path
 * @param challenges how it wants one to log in; empty if it does not
 */
record Greeting(URI base, List<Challenge> challenges) {
    LoginMethod method() {
        if (find(Challenge.BEARER).isPresent()) {
            return LoginMethod.TOKEN;
        }
        return find(Challenge.BASIC).isPresent() ? LoginMethod.PASSWORD : LoginMethod.NONE;
    }

    Optional<Challenge> find(String scheme) {
        return challenges.stream().filter(challenge -> challenge.scheme().equals(scheme)).findFirst();
    }
}
