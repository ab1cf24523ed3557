package io.jenkins.plugins.imagefarm.architecture;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.Item;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every method behind a form, asked over HTTP: the rule says how it must look, this says that Jenkins then acts on it. */
@WithJenkins
class FormEndpointsTest {
    private static final String CREDENTIALS = "credentials-of-jenkins";

    @Test
    void answerOnlyThoseWhoMayAsk(JenkinsRule jenkins) throws Exception {
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, CREDENTIALS, null, "user", "password"));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
        JenkinsRule.WebClient admin = client(jenkins, "admin");
        JenkinsRule.WebClient reader = client(jenkins, "reader");
        List<String> endpoints = endpoints();
        assertThat(endpoints.size(), greaterThan(10));
        for (String endpoint : endpoints) {
            assertEquals(200, post(admin, endpoint).getStatusCode(), endpoint);
            assertThat(endpoint, admin.goTo(endpoint, null).getWebResponse().getStatusCode(), oneOf(404, 405));
            WebResponse refused = post(reader, endpoint);
            assertThat(endpoint, refused.getStatusCode(), oneOf(200, 403));
            if (refused.getStatusCode() == 200) {
                assertThat(endpoint, refused.getContentAsString(), not(containsString(CREDENTIALS)));
                assertThat(endpoint, refused.getContentAsString(), not(containsString("class=error")));
            }
        }
    }

    private static List<String> endpoints() {
        List<String> endpoints = new ArrayList<>();
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (descriptor.getClass().getName().startsWith("io.jenkins.plugins.imagefarm.")) {
                Arrays.stream(descriptor.getClass().getMethods())
                        .map(Method::getName)
                        .filter(name -> name.matches("do(Check|Fill|Test)[A-Z].*"))
                        .map(name -> Character.toLowerCase(name.charAt(2)) + name.substring(3))
                        .forEach(name -> endpoints.add("descriptorByName/" + descriptor.getId() + "/" + name));
            }
        }
        return endpoints;
    }

    private static JenkinsRule.WebClient client(JenkinsRule jenkins, String user) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user);
    }

    private static WebResponse post(JenkinsRule.WebClient client, String endpoint) throws Exception {
        URL url = new URL(client.createCrumbedUrl(endpoint) + "&value=1&host=localhost:1&insecure=false");
        return client.getPage(new WebRequest(url, HttpMethod.POST)).getWebResponse();
    }
}
