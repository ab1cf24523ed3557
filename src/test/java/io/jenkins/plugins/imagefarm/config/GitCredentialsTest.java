package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.AbortException;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.net.URL;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What becomes of credentials for a Git server, and who sees which there are. */
@WithJenkins
class GitCredentialsTest {
    private static final GitUrl HTTPS = GitUrl.valueOf("https://git.example.com/team/app.git");
    private static final GitUrl SSH = GitUrl.valueOf("git@git.example.com:team/app.git");
    private static final String FORM = "descriptorByName/" + GitRepository.class.getName() + "/";

    private JenkinsRule jenkins;
    private Run<?, ?> run;

    @BeforeEach
    void addCredentials(JenkinsRule rule) throws Exception {
        jenkins = rule;
        run = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("job"));
        TestCredentials.addLogin("login", CredentialsScope.GLOBAL);
        TestCredentials.add(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", null, Secret.fromString("t0ken")));
        TestCredentials.add(new BasicSSHUserPrivateKey(
                CredentialsScope.GLOBAL,
                "key",
                "git",
                new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource("the key"),
                "open sesame",
                null));
        TestCredentials.add(new DockerServerCredentials(
                CredentialsScope.GLOBAL, "certificate", null, Secret.fromString("key"), "certificate", "authority"));
    }

    @Test
    void eachKind() throws Exception {
        assertEquals(
                new GitKeys(new Login(TestCredentials.USER, TestCredentials.PASSWORD), null, null),
                GitCredentials.resolve(run, "login", HTTPS));
        assertEquals(
                new GitKeys(new Login("x-access-token", "t0ken"), null, null),
                GitCredentials.resolve(run, " token ", HTTPS));
        GitKeys key = GitCredentials.resolve(run, "key", SSH);
        assertEquals("the key", key.sshKey().strip());
        assertEquals("open sesame", key.sshPassphrase());
        assertEquals(GitKeys.none(), GitCredentials.resolve(run, null, HTTPS));
        assertEquals(GitKeys.none(), GitCredentials.resolve(run, "", HTTPS));
    }

    @Test
    void otherKindsAndMissingOnesAreNamed() {
        assertThat(failure("certificate"), containsString("are of the kind 'X.509 Client Certificate'"));
        assertThat(
                failure("no-such-id"),
                containsString("There are no credentials 'no-such-id' for https://git.example.com/team/app.git."));
    }

    @Test
    void useIsTracked() throws Exception {
        var credentials = new StringCredentialsImpl(CredentialsScope.GLOBAL, "tracked", null, Secret.fromString("x"));
        TestCredentials.add(credentials);
        GitCredentials.resolve(run, "tracked", HTTPS);
        var use = CredentialsProvider.getFingerprintOf(credentials);
        assertThat(use, notNullValue());
        assertEquals(Set.of("job"), use.getUsages().keySet());
    }

    @Test
    void credentialsAreNotGivenToAServerThatTheirDomainDoesNotAllow() throws Exception {
        CredentialsProvider.lookupStores(Jenkins.get())
                .iterator()
                .next()
                .addDomain(
                        new Domain("other", null, List.of(new HostnameSpecification("other.example.com", null))),
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, "others", null, "user", "password"));
        assertThat(failure("others"), containsString("their domain does not allow it"));
        GitUrl other = GitUrl.valueOf("https://other.example.com/team/app.git");
        assertEquals(
                "user", GitCredentials.resolve(run, "others", other).login().username());
    }

    @Test
    void credentialsOfAFolderAreFoundInItOnly() throws Exception {
        Folder folder = jenkins.jenkins.createProject(Folder.class, "folder");
        TestCredentials.addTo(
                folder, TestCredentials.login("in-folder", CredentialsScope.GLOBAL, "user", TestCredentials.PASSWORD));
        Run<?, ?> inside = jenkins.buildAndAssertSuccess(folder.createProject(FreeStyleProject.class, "inside"));
        assertEquals(
                "user",
                GitCredentials.resolve(inside, "in-folder", HTTPS).login().username());
        assertThat(failure("in-folder"), containsString("There are no credentials 'in-folder'"));
    }

    @Test
    void theFormOffersWhatFitsToThoseWhoMaySeeIt() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("developer")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
        String form = "job/job/" + FORM;
        String listed = post("developer", form + "fillCredentialsIdItems", "credentialsId=&url=" + HTTPS);
        for (String id : List.of("login", "token", "key")) {
            assertThat(listed, containsString("\"value\":\"" + id + "\""));
        }
        assertThat(listed, not(containsString("\"value\":\"certificate\"")));
        assertThat(listed, not(containsString(TestCredentials.PASSWORD)));
        String others = post("reader", form + "fillCredentialsIdItems", "credentialsId=chosen&url=" + HTTPS);
        assertThat(others, containsString("chosen"));
        assertThat(others, not(containsString("token")));
        assertThat(post("developer", form + "checkCredentialsId", "value=certificate"), containsString("cannot find"));
        assertThat(post("developer", form + "checkCredentialsId", "value=token"), not(containsString("error")));
        assertThat(post("developer", form + "checkUrl", "value=nonsense"), containsString("error"));
        assertThat(post("developer", form + "checkUrl", "value=" + HTTPS), not(containsString("error")));
        assertThat(post("developer", form + "checkKnownHosts", "value=x"), containsString("error"));
        assertThat(post("reader", form + "checkUrl", "value=nonsense"), not(containsString("error")));
    }

    private String failure(String id) {
        return assertThrows(AbortException.class, () -> GitCredentials.resolve(run, id, HTTPS))
                .getMessage();
    }

    private String post(String user, String path, String query) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().login(user);
        URL url = new URL(client.createCrumbedUrl(path) + "&" + query);
        return client.getPage(new WebRequest(url, HttpMethod.POST))
                .getWebResponse()
                .getContentAsString();
    }
}
