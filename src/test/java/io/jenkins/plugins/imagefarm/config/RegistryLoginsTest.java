package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import hudson.AbortException;
import hudson.model.Fingerprint;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.RegistryMirror;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Which login a build gets for which registry, and where it may take it from. */
@WithJenkins
class RegistryLoginsTest {
    private JenkinsRule jenkins;
    private Run<?, ?> run;

    @BeforeEach
    void runBuild(JenkinsRule rule) throws Exception {
        jenkins = rule;
        run = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("job"));
    }

    @Test
    void ownEntriesBeforeCredentialsOfTagsBeforeConfiguration() throws Exception {
        for (String id : List.of("global", "tags", "own")) {
            add(id, "user-" + id);
        }
        configure(
                registry("one", "one.example.com", "global"),
                registry("two", "two.example.com", "global"),
                registry("three", "three.example.com:5000", "global"),
                registry("four", "four.example.com", "global"));
        Map<String, Login> logins = RegistryLogins.resolve(
                run,
                "tags",
                List.of("two.example.com", "three.example.com:5000", "five.example.com"),
                List.of(),
                List.of(
                        new RegistryLogin("three", "own"),
                        new RegistryLogin("six.example.com", "own"),
                        new RegistryLogin("four.example.com", "")));
        assertEquals(
                Map.of(
                        "one.example.com", "user-global",
                        "two.example.com", "user-tags",
                        "three.example.com:5000", "user-own",
                        "five.example.com", "user-tags",
                        "six.example.com", "user-own"),
                users(logins));
    }

    /** What is given for the tags does not go to another host, from which the build only reads. */
    @Test
    void imagesThatAreReadHaveTheLoginsOfTheirOwnHosts() throws Exception {
        for (String id : List.of("global", "tags")) {
            add(id, "user-" + id);
        }
        configure(registry("one", "one.example.com", "global"), registry("two", "two.example.com", "no-such-id"));
        assertEquals(
                Map.of(
                        "one.example.com",
                        "user-global",
                        "ONE.example.com",
                        "user-global",
                        "tag.example.com",
                        "user-tags"),
                users(RegistryLogins.resolve(
                        run,
                        "tags",
                        List.of("tag.example.com"),
                        List.of("ONE.example.com", "read.example.com"),
                        List.of())));
        assertThrows(
                AbortException.class,
                () -> RegistryLogins.resolve(run, null, List.of(), List.of("two.example.com"), List.of()));
    }

    @Test
    void noConfigurationNoLogin() throws Exception {
        assertEquals(Map.of(), RegistryLogins.resolve(run, "", List.of("docker.io"), List.of(), List.of()));
    }

    /** The builder asks for the host as it stands in the tag. */
    @Test
    void hostsAreComparedWithoutCase() throws Exception {
        add("global", "user-global");
        configure(registry("main", "Registry.example.com", "global"));
        Map<String, Login> logins =
                RegistryLogins.resolve(run, null, List.of("REGISTRY.example.com"), List.of(), List.of());
        assertEquals(Set.of("registry.example.com", "REGISTRY.example.com"), logins.keySet());
    }

    @Test
    void missingCredentialsAreNamed() throws Exception {
        AbortException failure = assertThrows(
                AbortException.class,
                () -> RegistryLogins.resolve(run, "no-such-id", List.of("registry.example.com"), List.of(), List.of()));
        assertEquals(
                "There are no credentials 'no-such-id' for the registry registry.example.com. Look at the credentials of 'job',"
                        + " its folders and Jenkins itself: they need that id, and a scope that builds may use.",
                failure.getMessage());
        assertThrows(
                AbortException.class,
                () -> RegistryLogins.resolve(
                        run,
                        null,
                        List.of(),
                        List.of(),
                        List.of(new RegistryLogin("registry.example.com", "no-such-id"))));
    }

    /** One wrong line in the global configuration must not fail every build, only those that need that registry. */
    @Test
    void missingConfiguredCredentialsFailOnlyWhatNeedsThem() throws Exception {
        configure(registry("main", "registry.example.com", "no-such-id"));
        assertEquals(Map.of(), RegistryLogins.resolve(run, null, List.of("other.example.com"), List.of(), List.of()));
        assertThrows(
                AbortException.class,
                () -> RegistryLogins.resolve(run, null, List.of("registry.example.com"), List.of(), List.of()));
    }

    @Test
    void wrongKindIsNamed() throws Exception {
        TestCredentials.add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "text", null, Secret.fromString("x")));
        AbortException failure = assertThrows(
                AbortException.class,
                () -> RegistryLogins.resolve(run, "text", List.of("registry.example.com"), List.of(), List.of()));
        assertThat(failure.getMessage(), containsString("are of the wrong kind: Secret text"));
    }

    @Test
    void unknownRegistryNameIsNamed() {
        AbortException failure = assertThrows(
                AbortException.class,
                () -> RegistryLogins.resolve(
                        run, null, List.of(), List.of(), List.of(new RegistryLogin("nowhere", "id"))));
        assertThat(failure.getMessage(), containsString("'nowhere' in 'registries' is neither a host"));
    }

    /** A password never goes to a host that the credentials' domain does not name. */
    @Test
    void domainsAreKept() throws Exception {
        CredentialsStore store =
                CredentialsProvider.lookupStores(jenkins.jenkins).iterator().next();
        Domain domain = new Domain("one", null, List.of(new HostnameSpecification("one.example.com", "")));
        store.addDomain(domain, TestCredentials.login("id", CredentialsScope.GLOBAL, "user", TestCredentials.PASSWORD));
        assertEquals(
                Set.of("one.example.com"),
                RegistryLogins.resolve(run, "id", List.of("one.example.com"), List.of(), List.of())
                        .keySet());
        AbortException failure = assertThrows(
                AbortException.class,
                () -> RegistryLogins.resolve(run, "id", List.of("two.example.com"), List.of(), List.of()));
        assertThat(failure.getMessage(), containsString("their domain does not allow it"));
    }

    @Test
    void credentialsOfAFolderAreFoundInItOnly() throws Exception {
        Folder folder = jenkins.jenkins.createProject(Folder.class, "folder");
        TestCredentials.addTo(
                folder, TestCredentials.login("in-folder", CredentialsScope.GLOBAL, "user", TestCredentials.PASSWORD));
        Run<?, ?> inside = jenkins.buildAndAssertSuccess(folder.createProject(FreeStyleProject.class, "inside"));
        List<String> tags = List.of("registry.example.com");
        assertEquals(
                Map.of("registry.example.com", "user"),
                users(RegistryLogins.resolve(inside, "in-folder", tags, List.of(), List.of())));
        assertThrows(AbortException.class, () -> RegistryLogins.resolve(run, "in-folder", tags, List.of(), List.of()));
    }

    @Test
    void systemCredentialsAreNotForBuilds() throws Exception {
        TestCredentials.addLogin("system", CredentialsScope.SYSTEM);
        assertThrows(
                AbortException.class,
                () -> RegistryLogins.resolve(run, "system", List.of("registry.example.com"), List.of(), List.of()));
    }

    @Test
    void useIsTracked() throws Exception {
        StandardCredentials credentials = add("global", "user");
        RegistryLogins.resolve(run, "global", List.of("registry.example.com"), List.of(), List.of());
        Fingerprint use = CredentialsProvider.getFingerprintOf(credentials);
        assertThat(use, notNullValue());
        assertEquals(Set.of("job"), use.getUsages().keySet());
        assertTrue(use.getRangeSet("job").includes(run.getNumber()));
    }

    @Test
    void registriesThatAreReachedInTheirOwnWay() throws Exception {
        RegistryConfiguration insecure = new RegistryConfiguration("insecure", "localhost:5000");
        insecure.setInsecure(true);
        RegistryConfiguration own = new RegistryConfiguration("own", "own.example.com");
        own.setCaCertificate(TestCredentials.authority());
        RegistryConfiguration mirrored = new RegistryConfiguration("mirrored", "mirrored.example.com");
        mirrored.setMirrors(List.of("own.example.com/hub, localhost:5000"));
        configure(insecure, own, mirrored, new RegistryConfiguration("usual", "usual.example.com"));
        assertEquals(
                List.of(
                        new Registry("localhost:5000", true, null),
                        new Registry("own.example.com", false, TestCredentials.authority()),
                        new Registry(
                                "mirrored.example.com",
                                false,
                                null,
                                List.of(
                                        new RegistryMirror("own.example.com", "hub"),
                                        new RegistryMirror("localhost:5000", "")))),
                RegistryLogins.registries());
    }

    private static StandardCredentials add(String id, String user) throws Exception {
        StandardCredentials credentials =
                TestCredentials.login(id, CredentialsScope.GLOBAL, user, TestCredentials.PASSWORD);
        TestCredentials.add(credentials);
        return credentials;
    }

    private static RegistryConfiguration registry(String name, String host, String credentialsId) {
        RegistryConfiguration registry = new RegistryConfiguration(name, host);
        registry.setCredentialsId(credentialsId);
        return registry;
    }

    private static void configure(RegistryConfiguration... registries) {
        ImageFarmConfiguration.get().setRegistries(List.of(registries));
        assertThat(ImageFarmConfiguration.get().getRegistries(), hasSize(registries.length));
    }

    private static Map<String, String> users(Map<String, Login> logins) {
        return logins.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().username()));
    }
}
