package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    @Test
    void aRegistrysChallengeIsRead() {
        List<Challenge> challenges =
                Challenge.parse(List.of("Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                        + "scope=\"repository:library/busybox:pull,push\",error=\"insufficient_scope\""));
        assertEquals(
                List.of(new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://auth.docker.io/token",
                                "service", "registry.docker.io",
                                "scope", "repository:library/busybox:pull,push",
                                "error", "insufficient_scope"))),
                challenges);
        assertEquals(
                Optional.of(URI.create("https://auth.docker.io/token")),
                challenges.get(0).realm());
    }

    /** RFC 9110 section 11.6.1, with its own example of two challenges in one header. */
    @Test
    void severalChallengesMayComeInOneHeaderOrInSeveral() {
        List<Challenge> expected = List.of(
                new Challenge("basic", Map.of("realm", "simple")),
                new Challenge("newauth", Map.of("realm", "apps", "type", "1", "title", "Login to \"apps\"")));
        String basic = "Basic realm=\"simple\"";
        String other = "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\"";
        assertEquals(expected, Challenge.parse(List.of(basic + ", " + other)));
        assertEquals(expected, Challenge.parse(List.of(basic, other)));
    }

    @Test
    void aSchemeMayStandAlone() {
        assertEquals(List.of(new Challenge("negotiate", Map.of())), Challenge.parse(List.of("Negotiate")));
        assertEquals(
                List.of("negotiate", "basic"),
                Challenge.parse(List.of("Negotiate, BASIC realm=x")).stream()
                        .map(Challenge::scheme)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "=", "\"", "realm=\"x\"", "@@"})
    void nonsenseIsNoChallenge(String header) {
        assertTrue(Challenge.parse(List.of(header)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/token", "ftp://host/token", "https:///token", "https://user:pw@host/token", "http://host/a b"})
    void aRealmMustBeAUrlOfHttp(String realm) {
        assertTrue(new Challenge("bearer", Map.of("realm", realm)).realm().isEmpty());
    }
}
