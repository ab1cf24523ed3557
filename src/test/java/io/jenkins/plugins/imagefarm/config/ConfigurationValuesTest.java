package io.jenkins.plugins.imagefarm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.model.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be configured, whether it comes from a form or from JCasC. */
class ConfigurationValuesTest {
    @ParameterizedTest
    @CsvSource({
        "registry.example.com, registry.example.com",
        "' Registry.Example.com:5000 ', registry.example.com:5000",
        "localhost, localhost",
        "'[::1]:5000', '[::1]:5000'",
        "index.docker.io, docker.io",
        "docker.io, docker.io"
    })
    void host(String typed, String host) {
        assertEquals(host, RegistryHost.parse(typed));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "busybox",
                "https://registry.example.com",
                "registry.example.com/team",
                "registry.example.com:port",
                "user@registry.example.com",
                "a b.example.com",
                "a;touch x.example.com",
                "-.example.com"
            })
    void notAHost(String typed) {
        assertThrows(Failure.class, () -> RegistryHost.parse(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:///run/buildkit/buildkitd.sock",
                "unix:///var/run/docker.sock",
                "tcp://builder.example.com:1234"
            })
    void builder(String typed) {
        assertEquals(typed, BuilderAddress.parse(" " + typed));
    }

    @Test
    void noBuilder() {
        assertNull(BuilderAddress.parse(""));
        assertNull(BuilderAddress.parse(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/run/docker.sock",
                "unix://docker.sock",
                "tcp://",
                "tcp://host/path",
                "ssh://host",
                "tcp:// host",
                "tcp://user:password@host:1234"
            })
    void notABuilder(String typed) {
        assertThrows(Failure.class, () -> BuilderAddress.parse(typed));
    }

    @Test
    void certificate() throws Exception {
        String pem = TestCredentials.authority() + "\n";
        assertEquals(pem.strip(), CaCertificate.parse("\n" + pem));
        assertEquals(pem + pem.strip(), CaCertificate.parse(pem + pem));
        assertNull(CaCertificate.parse(" "));
        Failure key = assertThrows(
                Failure.class,
                () -> CaCertificate.parse(pem + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"));
        assertEquals(Messages.CaCertificate_key(), key.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
    void notACertificate(String typed) {
        assertThrows(Failure.class, () -> CaCertificate.parse(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "-x", "name/with/slash", "ü"})
    void notAName(String typed) {
        assertThrows(Failure.class, () -> new RegistryConfiguration(typed, "registry.example.com"));
    }
}
