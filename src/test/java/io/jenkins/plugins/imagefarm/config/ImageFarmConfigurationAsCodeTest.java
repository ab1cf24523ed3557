package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.misc.junit.jupiter.AbstractRoundTripTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The configuration as code, there and back, over a restart, and with values that a form would refuse. */
class ImageFarmConfigurationAsCodeTest extends AbstractRoundTripTest {
    @Override
    protected void assertConfiguredAsExpected(JenkinsRule jenkins, String yaml) {
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        assertEquals("unix:///run/buildkit/buildkitd.sock", configuration.getDefaultBuilder());
        List<RegistryConfiguration> registries = configuration.getRegistries();
        assertThat(registries, hasSize(2));
        RegistryConfiguration main = registries.get(0);
        assertEquals("main", main.getName());
        assertEquals("registry.example.com:5000", main.getHost());
        assertEquals("registry-login", main.getCredentialsId());
        assertThat(main.getCaCertificate(), containsString("BEGIN CERTIFICATE"));
        assertFalse(main.isInsecure());
        RegistryConfiguration local = registries.get(1);
        assertNull(local.getCredentialsId());
        assertNull(local.getCaCertificate());
        assertTrue(local.isInsecure());
    }

    @Override
    protected String stringInLogExpected() {
        return "host = Registry.Example.com:5000";
    }

    @Test
    void export(@SuppressWarnings("unused") JenkinsRule jenkins) throws Exception {
        ConfigurationAsCode.get()
                .configure(getClass().getResource("configuration-as-code.yaml").toExternalForm());
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("imageFarm"));
        assertEquals(Util.toStringFromYamlFile(this, "exported.yaml"), exported);
    }

    @Test
    void invalidValues(@SuppressWarnings("unused") JenkinsRule jenkins) {
        ConfiguratorException failure = assertThrows(
                ConfiguratorException.class,
                () -> ConfigurationAsCode.get()
                        .configure(getClass().getResource("invalid.yaml").toExternalForm()));
        Throwable reason = failure;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        assertEquals(Messages.RegistryHost_url("https://registry.example.com/"), reason.getMessage());
        assertThat(ImageFarmConfiguration.get().getRegistries(), hasSize(0));
    }
}
