package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryHostTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker.io",
                "index.docker.io",
                "registry-1.docker.io",
                "https://index.docker.io/v1/",
                "Docker.IO"
            })
    void dockerHubIsOneRegistryWithManyNames(String name) {
        RegistryHost host = new RegistryHost(name);
        assertEquals("docker.io", host.name());
        assertEquals("registry-1.docker.io", host.address());
    }

    @ParameterizedTest
    @CsvSource({
        "registry.example.com:5000, registry.example.com:5000",
        "https://registry.example.com/v2/, registry.example.com",
        "http://registry.example.com, registry.example.com",
        "[::1]:5000, [::1]:5000"
    })
    void aUrlIsReducedToItsHost(String name, String host) {
        assertEquals(host, new RegistryHost(name).name());
        assertEquals(host, new RegistryHost(name).address());
    }

    @Test
    void onlyThisMachineIsLoopback() {
        for (String name : new String[] {"localhost", "localhost:5000", "127.0.0.1:1", "127.8.9.10", "[::1]:5000"}) {
            assertTrue(new RegistryHost(name).isLoopback(), name);
        }
        for (String name :
                new String[] {"localhost.example.com", "127.0.0.1.nip.io", "1270.0.0.1", "10.0.0.1", "docker.io"}) {
            assertFalse(new RegistryHost(name).isLoopback(), name);
        }
    }

    @Test
    void aGivenLoginIsTakenBeforeOneFromElsewhere() {
        Login given = new Login("given", "1");
        Login other = new Login("other", "2");
        LoginSource logins = LoginSource.of(Map.of("index.docker.io", given))
                .orElse(LoginSource.of(Map.of("docker.io", other, "quay.io", other)));
        assertEquals(Optional.of(given), logins.login(new RegistryHost("registry-1.docker.io")));
        assertEquals(Optional.of(other), logins.login(new RegistryHost("quay.io")));
        assertEquals(Optional.empty(), logins.login(new RegistryHost("ghcr.io")));
    }
}
