package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import hudson.AbortException;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.util.Secret;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What becomes of credentials that a Dockerfile mounts as secrets. */
@WithJenkins
class BuildSecretsTest {
    private static final byte[] FILE = {0, 1, (byte) 0xff, '\n'};

    private JenkinsRule jenkins;
    private Run<?, ?> run;

    @BeforeEach
    void addCredentials(JenkinsRule rule) throws Exception {
        jenkins = rule;
        run = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("job"));
        TestCredentials.add(text("text-id", "schlüssel"));
        TestCredentials.add(new FileCredentialsImpl(
                CredentialsScope.GLOBAL, "file-id", null, "settings.xml", SecretBytes.fromBytes(FILE)));
        TestCredentials.addLogin("login-id", CredentialsScope.GLOBAL);
    }

    @Test
    void eachKind() throws Exception {
        Map<String, byte[]> secrets =
                BuildSecrets.resolve(run, Map.of("npm", "text-id", "maven.settings", "file-id", "db", "login-id"));
        assertEquals(Set.of("npm", "maven.settings", "db_username", "db_password"), secrets.keySet());
        assertEquals("schlüssel", new String(secrets.get("npm"), StandardCharsets.UTF_8));
        assertArrayEquals(FILE, secrets.get("maven.settings"));
        assertEquals(TestCredentials.USER, new String(secrets.get("db_username"), StandardCharsets.UTF_8));
        assertEquals(TestCredentials.PASSWORD, new String(secrets.get("db_password"), StandardCharsets.UTF_8));
    }

    @Test
    void useIsTracked() throws Exception {
        var credentials = text("tracked", "x");
        TestCredentials.add(credentials);
        BuildSecrets.resolve(run, Map.of("npm", "tracked"));
        var use = CredentialsProvider.getFingerprintOf(credentials);
        assertThat(use, notNullValue());
        assertEquals(Set.of("job"), use.getUsages().keySet());
    }

    @Test
    void credentialsOfAFolderAreFoundInItOnly() throws Exception {
        Folder folder = jenkins.jenkins.createProject(Folder.class, "folder");
        TestCredentials.addTo(folder, text("in-folder", "x"));
        Run<?, ?> inside = jenkins.buildAndAssertSuccess(folder.createProject(FreeStyleProject.class, "inside"));
        assertEquals(
                Set.of("npm"),
                BuildSecrets.resolve(inside, Map.of("npm", "in-folder")).keySet());
        assertThat(
                failure(Map.of("npm", "in-folder")), containsString("no credentials 'in-folder' for the secret 'npm'"));
    }

    @Test
    void missingCredentialsAreNamed() {
        assertThat(
                failure(Map.of("npm", "no-such-id")),
                containsString("no credentials 'no-such-id' for the secret 'npm'"));
    }

    @Test
    void sameIdTwice() {
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("db_password", "text-id");
        ids.put("db", "login-id");
        assertEquals("There are two secrets with the id 'db_password'", failure(ids));
    }

    @Test
    void otherKind() throws Exception {
        TestCredentials.add(new DockerServerCredentials(
                CredentialsScope.GLOBAL, "certificate-id", null, Secret.fromString("key"), "certificate", "authority"));
        assertThat(
                failure(Map.of("tls", "certificate-id")), containsString("are of the kind 'X.509 Client Certificate'"));
    }

    @Test
    void invalidIds() {
        for (String id : List.of("", "../up", "a,src=b", "a b", "-a")) {
            assertThat(failure(Map.of(id, "text-id")), containsString("cannot be the id of a secret"));
        }
    }

    @Test
    void anInjectedFileHasTheContentOfASecretFileOrText() throws Exception {
        assertArrayEquals(FILE, BuildSecrets.content(run, "file-id", "/run/settings"));
        assertEquals(
                "schlüssel", new String(BuildSecrets.content(run, "text-id", "/run/token"), StandardCharsets.UTF_8));
        assertThat(
                assertThrows(AbortException.class, () -> BuildSecrets.content(run, "login-id", "/run/token"))
                        .getMessage(),
                containsString("'login-id' for the file injected as '/run/token' are of the kind"));
    }

    private String failure(Map<String, String> ids) {
        return assertThrows(AbortException.class, () -> BuildSecrets.resolve(run, ids))
                .getMessage();
    }

    private static StringCredentialsImpl text(String id, String secret) {
        return new StringCredentialsImpl(CredentialsScope.GLOBAL, id, null, Secret.fromString(secret));
    }
}
