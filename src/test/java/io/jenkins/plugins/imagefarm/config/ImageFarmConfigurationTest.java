package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Failure;
import io.jenkins.plugins.imagefarm.config.connection.TestRegistry;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The form of the global configuration, and who may use it. */
@WithJenkins
class ImageFarmConfigurationTest {
    private static final String REGISTRY = "descriptorByName/" + RegistryConfiguration.class.getName() + "/";

    private JenkinsRule jenkins;

    @BeforeEach
    void useJenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @Test
    void formKeepsEverything() throws Exception {
        TestCredentials.addLogin("registry-login", CredentialsScope.GLOBAL);
        RegistryConfiguration first = new RegistryConfiguration("main", "registry.example.com:5000");
        first.setCredentialsId("registry-login");
        first.setCaCertificate(TestCredentials.authority());
        first.setMirrors(List.of("mirror.example.com/main", "localhost:5001"));
        RegistryConfiguration second = new RegistryConfiguration("local", "localhost:5001");
        second.setInsecure(true);
        ImageFarmConfiguration.get().setRegistries(List.of(first, second));
        ImageFarmConfiguration.get().setDefaultBuilder("tcp://builder.example.com:1234");
        ImageFarmConfiguration.get().setPermittedEntitlements(List.of("network.host", "device"));

        jenkins.configRoundtrip();

        List<RegistryConfiguration> registries = ImageFarmConfiguration.get().getRegistries();
        assertThat(registries, hasSize(2));
        String fields = "name,host,credentialsId,caCertificate,insecure,mirrors";
        jenkins.assertEqualBeans(first, registries.get(0), fields);
        jenkins.assertEqualBeans(second, registries.get(1), fields);
        assertEquals(
                "tcp://builder.example.com:1234", ImageFarmConfiguration.get().getDefaultBuilder());
        assertEquals(
                List.of("network.host", "device"), ImageFarmConfiguration.get().getPermittedEntitlements());
    }

    /** A form without rows sends nothing for them. */
    @Test
    void lastRegistryCanBeRemoved() throws Exception {
        ImageFarmConfiguration.get().setRegistries(List.of(new RegistryConfiguration("main", "registry.example.com")));
        HtmlPage page = jenkins.createWebClient().goTo("configure");
        HtmlForm form = page.getFormByName("config");
        for (HtmlButton delete : page.<HtmlButton>getByXPath(
                "//button[@title='Delete registry' or normalize-space()='Delete registry']")) {
            delete.click();
        }
        jenkins.submit(form);
        assertThat(ImageFarmConfiguration.get().getRegistries(), hasSize(0));
    }

    @Test
    void survivesRestartWithoutAnySecret() throws Throwable {
        TestCredentials.addLogin("registry-login", CredentialsScope.GLOBAL);
        RegistryConfiguration registry = new RegistryConfiguration("main", "registry.example.com:5000");
        registry.setCredentialsId("registry-login");
        ImageFarmConfiguration.get().setRegistries(List.of(registry));

        String page = jenkins.createWebClient().goTo("configure").asXml();
        assertThat(page, not(containsString(TestCredentials.PASSWORD)));
        String file = Files.readString(
                jenkins.jenkins.getRootDir().toPath().resolve(ImageFarmConfiguration.class.getName() + ".xml"));
        assertThat(file, containsString("registry-login"));
        assertThat(file, not(containsString(TestCredentials.PASSWORD)));
        assertThat(file, not(containsString("{AQAA")));

        jenkins.restart();
        assertEquals(
                "registry-login",
                ImageFarmConfiguration.get().getRegistries().get(0).getCredentialsId());
    }

    @Test
    void ambiguousNamesAreRefused() {
        RegistryConfiguration main = new RegistryConfiguration("main", "registry.example.com");
        ImageFarmConfiguration.get().setRegistries(List.of(main));
        for (RegistryConfiguration other : List.of(
                new RegistryConfiguration("Main", "other.example.com"),
                new RegistryConfiguration("other", "registry.example.com"),
                new RegistryConfiguration("registry.example.com", "other.example.com"))) {
            assertThrows(Failure.class, () -> ImageFarmConfiguration.get().setRegistries(List.of(main, other)));
        }
        assertEquals(List.of(main), ImageFarmConfiguration.get().getRegistries());
        ImageFarmConfiguration.get()
                .setRegistries(List.of(new RegistryConfiguration("registry.example.com", "registry.example.com")));
    }

    /** Someone who presses Save in spite of the red line gets that line, and nothing is stored. */
    @Test
    void savingAnInvalidValueChangesNothing() throws Exception {
        RegistryConfiguration main = new RegistryConfiguration("main", "registry.example.com");
        ImageFarmConfiguration.get().setRegistries(List.of(main));
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        HtmlPage page = client.goTo("configure");
        HtmlForm form = page.getFormByName("config");
        form.getInputByName("_.host").setValue("https://elsewhere.example.com/");
        form.getInputByName("_.defaultBuilder").setValue("tcp://builder.example.com:1234");
        HtmlPage answer = jenkins.submit(form);
        assertThat(answer.asNormalizedText(), containsString("Leave out https://"));
        assertEquals(List.of(main), ImageFarmConfiguration.get().getRegistries());
        assertThat(ImageFarmConfiguration.get().getDefaultBuilder(), is((String) null));
    }

    @Test
    void connectionIsTested() throws Exception {
        TestCredentials.add(
                TestCredentials.login("right", CredentialsScope.GLOBAL, TestRegistry.USER, TestRegistry.PASSWORD));
        TestCredentials.addLogin("wrong", CredentialsScope.GLOBAL);
        TestCredentials.add(
                TestCredentials.login("system", CredentialsScope.SYSTEM, TestRegistry.USER, TestRegistry.PASSWORD));
        try (TestRegistry registry = TestRegistry.http(TestRegistry.Login.TOKEN)) {
            assertThat(testConnection(registry, "right"), containsString("accepts the login"));
            assertThat(testConnection(registry, "wrong"), containsString("refuses the login"));
            assertThat(testConnection(registry, "missing"), containsString("cannot find credentials with the id"));
            assertThat("no build could use these", testConnection(registry, "system"), containsString("cannot find"));
        }
    }

    private String testConnection(TestRegistry registry, String credentialsId) throws Exception {
        String answer = post(
                        jenkins.createWebClient(),
                        REGISTRY + "testConnection?insecure=true&caCertificate=&credentialsId=" + credentialsId
                                + "&host=" + URLEncoder.encode(registry.host(), StandardCharsets.UTF_8))
                .getWebResponse()
                .getContentAsString();
        assertThat(answer, not(containsString(TestRegistry.PASSWORD)));
        assertThat(answer, not(containsString(TestCredentials.PASSWORD)));
        return answer;
    }

    @Test
    void onlyForAdministrators() throws Exception {
        secure();
        for (String method : List.of(
                "checkName?value=x",
                "checkHost?value=x",
                "checkCaCertificate?value=x",
                "checkInsecure?value=true",
                "checkCredentialsId?host=registry.example.com&value=registry-login",
                "testConnection?host=localhost:1&credentialsId=registry-login&caCertificate=&insecure=true")) {
            assertEquals(
                    403,
                    post(client("manager"), REGISTRY + method).getWebResponse().getStatusCode());
            assertEquals(
                    200,
                    post(client("admin"), REGISTRY + method).getWebResponse().getStatusCode());
            assertEquals(
                    404,
                    client("admin")
                            .goTo(REGISTRY + method, null)
                            .getWebResponse()
                            .getStatusCode(),
                    "a link must not do it: only POST");
        }
    }

    @Test
    void builderIsCheckedForAdministratorsOnly() throws Exception {
        secure();
        String method =
                "descriptorByName/" + ImageFarmConfiguration.class.getName() + "/checkDefaultBuilder?value=nonsense";
        assertEquals(403, post(client("manager"), method).getWebResponse().getStatusCode());
        assertThat(
                post(client("admin"), method).getWebResponse().getContentAsString(),
                containsString("not the address of a builder"));
    }

    @Test
    void entitlementsAreCheckedForAdministratorsOnly() throws Exception {
        secure();
        String method =
                "descriptorByName/" + ImageFarmConfiguration.class.getName() + "/checkPermittedEntitlements?value=root";
        assertEquals(403, post(client("manager"), method).getWebResponse().getStatusCode());
        assertThat(
                post(client("admin"), method).getWebResponse().getContentAsString(),
                containsString("There is no entitlement"));
    }

    @Test
    void credentialsAreListedForAdministratorsOnly() throws Exception {
        secure();
        TestCredentials.addLogin("registry-login", CredentialsScope.GLOBAL);
        TestCredentials.addLogin("system-login", CredentialsScope.SYSTEM);
        String method = REGISTRY + "fillCredentialsIdItems?host=registry.example.com&credentialsId=chosen";
        String listed = post(client("admin"), method).getWebResponse().getContentAsString();
        assertThat(listed, containsString("registry-login"));
        assertThat(listed, not(containsString("system-login")));
        assertThat(listed, not(containsString(TestCredentials.PASSWORD)));
        String hidden = post(client("manager"), method).getWebResponse().getContentAsString();
        assertThat(hidden, containsString("chosen"));
        assertThat(hidden, not(containsString("registry-login")));
    }

    /** <i>Manage</i> is what a user has who may change settings that cannot take Jenkins over. */
    private void secure() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("manager"));
    }

    private JenkinsRule.WebClient client(String user) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user);
    }

    private Page post(JenkinsRule.WebClient client, String path) throws Exception {
        URL url = new URL(client.createCrumbedUrl(path.substring(0, path.indexOf('?'))) + "&"
                + path.substring(path.indexOf('?') + 1));
        return client.getPage(new WebRequest(url, HttpMethod.POST));
    }
}
