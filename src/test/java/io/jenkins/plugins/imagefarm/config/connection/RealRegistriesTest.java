package io.jenkins.plugins.imagefarm.config.connection;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.fake.Engines;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The same against the registries that {@code bin/engines} starts: the distribution project's own. */
class RealRegistriesTest {
    @Test
    void plainHttp() {
        String host = Engines.plainRegistry();
        assertEquals(
                "The registry answers, and asks for no login.",
                new RegistryProbe(new Registry(host, true, null), null).check());
        assertThat(problem(new Registry(host, false, null), null), containsString("If it speaks plain HTTP"));
    }

    @Test
    void passwordOverTls() throws Exception {
        String host = Engines.value("IMAGE_FARM_REGISTRY_BASIC");
        Path authority = Path.of(Engines.value("IMAGE_FARM_CERTS"), "ca.crt");
        Login right = new Login(
                Engines.value("IMAGE_FARM_REGISTRY_BASIC_USER"), Engines.value("IMAGE_FARM_REGISTRY_BASIC_PASSWORD"));
        Registry registry = new Registry(host, false, Files.readString(authority));
        assertEquals("The registry answers, and accepts the login.", new RegistryProbe(registry, right).check());
        assertThat(problem(registry, new Login(right.username(), "wrong")), containsString("refuses the login"));
        assertThat(problem(new Registry(host, false, null), right), containsString("not signed by an authority"));
    }

    private static String problem(Registry registry, Login login) {
        RegistryProbe probe = new RegistryProbe(registry, login);
        return assertThrows(ProblemException.class, probe::check).problem().toString();
    }
}
