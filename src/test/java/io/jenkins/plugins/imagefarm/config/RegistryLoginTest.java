package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Failure;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A build's own login for a registry: its form inside a job, and who sees what there. */
@WithJenkins
class RegistryLoginTest {
    private static final String FORM = "descriptorByName/" + RegistryLogin.class.getName() + "/";

    private JenkinsRule jenkins;
    private FreeStyleProject job;

    @BeforeEach
    void makeJob(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Folder folder = jenkins.jenkins.createProject(Folder.class, "folder");
        job = folder.createProject(FreeStyleProject.class, "job");
        TestCredentials.addTo(
                folder, TestCredentials.login("in-folder", CredentialsScope.GLOBAL, "user", TestCredentials.PASSWORD));
        TestCredentials.addLogin("global", CredentialsScope.GLOBAL);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("developer")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
    }

    @Test
    void values() {
        RegistryLogin login = new RegistryLogin(" Registry.Example.com:5000 ", " id ");
        assertEquals("registry.example.com:5000", login.getHost());
        assertEquals("id", login.getCredentialsId());
        assertEquals("main", new RegistryLogin("main", "").getHost());
        assertNull(new RegistryLogin("main", "").getCredentialsId());
        assertThrows(Failure.class, () -> new RegistryLogin("https://registry.example.com", "id"));
        assertThrows(Failure.class, () -> new RegistryLogin(" ", "id"));
    }

    @Test
    void credentialsOfJobAndFolderAreListed() throws Exception {
        String listed = post("developer", job.getUrl() + FORM, "fillCredentialsIdItems", "credentialsId=");
        assertThat(listed, containsString("in-folder"));
        assertThat(listed, containsString("global"));
        assertThat(listed, not(containsString(TestCredentials.PASSWORD)));
    }

    /** They still see what is chosen, so that looking at a form does not change it. */
    @Test
    void othersSeeOnlyWhatIsChosen() throws Exception {
        for (String url : List.of(job.getUrl() + FORM, FORM)) {
            String listed = post("reader", url, "fillCredentialsIdItems", "credentialsId=chosen");
            assertThat(listed, containsString("chosen"));
            assertThat(listed, not(containsString("in-folder")));
            assertThat(listed, not(containsString("global")));
        }
    }

    @Test
    void missingCredentialsAreShownToThoseWhoMayKnow() throws Exception {
        String url = job.getUrl() + FORM;
        assertThat(
                post("developer", url, "checkCredentialsId", "host=registry.example.com&value=no-such-id"),
                containsString("cannot find credentials with the id"));
        assertThat(post("developer", url, "checkCredentialsId", "value=in-folder"), not(containsString("cannot find")));
        assertThat(
                post("developer", url, "checkCredentialsId", "value=%24{PARAMETER}"),
                not(containsString("cannot find")));
        assertThat(post("reader", url, "checkCredentialsId", "value=no-such-id"), not(containsString("cannot find")));
    }

    @Test
    void hostIsCheckedForThoseWhoMayConfigure() throws Exception {
        ImageFarmConfiguration.get().setRegistries(List.of(new RegistryConfiguration("main", "registry.example.com")));
        String url = job.getUrl() + FORM;
        assertThat(post("developer", url, "checkHost", "value=main"), not(containsString("error")));
        assertThat(post("developer", url, "checkHost", "value=nowhere"), containsString("error"));
        assertThat(post("reader", url, "checkHost", "value=nowhere"), not(containsString("error")));
        assertThat(
                "the snippet generator",
                post("reader", FORM, "checkHost", "value=nowhere"),
                not(containsString("error")));
        assertThat(post("admin", FORM, "checkHost", "value=nowhere"), containsString("error"));
    }

    private String post(String user, String form, String method, String query) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().login(user);
        URL url = new URL(client.createCrumbedUrl(form + method) + "&"
                + query.replace("{", "%7B").replace("}", "%7D"));
        return client.getPage(new WebRequest(url, HttpMethod.POST))
                .getWebResponse()
                .getContentAsString();
    }
}
