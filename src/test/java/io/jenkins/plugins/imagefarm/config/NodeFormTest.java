package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey.DirectEntryPrivateKeySource;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Failure;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Nodes and farms in the form of the global configuration. */
@WithJenkins
class NodeFormTest {
    private static final String PRIVATE = "cHJpdmF0ZS1rZXk";
    private static final String PASSPHRASE = "phrase-7d1f";

    private JenkinsRule jenkins;
    private NodeConfiguration.DescriptorImpl nodeForm;
    private FarmConfiguration.DescriptorImpl farmForm;

    @BeforeEach
    void addCredentials(JenkinsRule rule) throws Exception {
        jenkins = rule;
        nodeForm = rule.jenkins.getDescriptorByType(NodeConfiguration.DescriptorImpl.class);
        farmForm = rule.jenkins.getDescriptorByType(FarmConfiguration.DescriptorImpl.class);
        TestCredentials.addLogin("login", CredentialsScope.GLOBAL);
        TestCredentials.add(new BasicSSHUserPrivateKey(
                CredentialsScope.SYSTEM, "ssh", "builder", new DirectEntryPrivateKeySource(PRIVATE), PASSPHRASE, null));
        TestCredentials.add(new DockerServerCredentials(
                CredentialsScope.SYSTEM, "tls", null, Secret.fromString(PRIVATE), null, null));
    }

    @Test
    void formKeepsEverything() throws Exception {
        NodeConfiguration ssh = Nodes.ssh("ssh", "ssh://me@podman.example.com:2222/run/podman.sock", "ssh");
        ssh.setType("podman");
        ssh.setMaxBuilds(3);
        ssh.setPriority(7);
        ssh.setWeight(0);
        ssh.setLabels(List.of("ssd", "zone=eu"));
        ssh.setPlatforms(List.of("linux/arm64", "linux/arm/v7"));
        NodeConfiguration tcp = Nodes.tcp("tcp", "tcp://buildkit.example.com:1234", "tls");
        tcp.setCaCertificate(TestCredentials.authority());
        NodeConfiguration beside = new NodeConfiguration("beside", "");
        FarmConfiguration usual = Nodes.farm("usual", List.of("tcp", "ssh"));
        FarmConfiguration mobile = Nodes.farm("mobile", List.of("beside"), "team/mobile apps", "other");
        mobile.setDescription("For signed images");
        Nodes.register(ssh, tcp, beside);
        Nodes.form(usual, mobile);
        ImageFarmConfiguration.get().setDefaultFarm("usual");

        jenkins.configRoundtrip();

        ImageFarmConfiguration kept = ImageFarmConfiguration.get();
        String fields =
                "name,uri,type,credentialsId,caCertificate,knownHosts,maxBuilds,priority,weight,labels,platforms";
        jenkins.assertEqualBeans(ssh, kept.getNodes().get(0), fields);
        jenkins.assertEqualBeans(tcp, kept.getNodes().get(1), fields);
        jenkins.assertEqualBeans(beside, kept.getNodes().get(2), fields);
        jenkins.assertEqualBeans(usual, kept.getFarms().get(0), "name,nodes,folders,description");
        jenkins.assertEqualBeans(mobile, kept.getFarms().get(1), "name,nodes,folders,description");
        assertEquals("usual", kept.getDefaultFarm());
    }

    @Test
    void lastOnesCanBeRemoved() throws Exception {
        Nodes.register(Nodes.unix("a"));
        Nodes.form(Nodes.farm("farm", List.of("a")));
        HtmlPage page = jenkins.createWebClient().goTo("configure");
        HtmlForm form = page.getFormByName("config");
        for (String title : List.of("Delete node", "Delete farm")) {
            for (HtmlButton delete : page.<HtmlButton>getByXPath(
                    "//button[@title='" + title + "' or normalize-space()='" + title + "']")) {
                delete.click();
            }
        }
        jenkins.submit(form);
        assertThat(ImageFarmConfiguration.get().getNodes(), hasSize(0));
        assertThat(ImageFarmConfiguration.get().getFarms(), hasSize(0));
    }

    /** Only the whole shows it, and then nothing of it is kept. */
    @Test
    void savingAFarmWithAnUnknownNodeChangesNothing() throws Exception {
        Nodes.register(Nodes.unix("a"));
        Nodes.form(Nodes.farm("farm", List.of("a")));
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        HtmlForm form = client.goTo("configure").getFormByName("config");
        form.getInputByName("_.defaultBuilder").setValue("tcp://builder.example.com:1234");
        form.getTextAreaByName("_.nodes").setText("a b");
        HtmlPage answer = jenkins.submit(form);
        assertThat(
                answer.asNormalizedText(),
                containsString("The farm 'farm' names the node 'b', which is not registered"));
        ImageFarmConfiguration kept = ImageFarmConfiguration.get();
        assertEquals(List.of("a"), kept.getFarms().get(0).getNodes());
        assertEquals(null, kept.getDefaultBuilder());
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        Nodes.register(Nodes.unix("a"));
        Nodes.form(Nodes.farm("farm", List.of("a")));
        assertRefused("Two nodes are called 'A'", () -> Nodes.register(Nodes.unix("a"), Nodes.unix("A")));
        assertRefused(
                "Two farms are called 'farm'",
                () -> Nodes.form(Nodes.farm("farm", List.of("a")), Nodes.farm("farm", List.of())));
        assertRefused("The farm 'farm' names the node 'a', which is not registered", () -> Nodes.register());
        assertRefused("The default farm 'other' is not among the farms", () -> configuration.setDefaultFarm("other"));
        assertRefused(
                "The node 'b' would be reached over the network without TLS. Give it a certificate, or at least the CA"
                        + " certificate of its daemon.",
                () -> Nodes.register(Nodes.unix("a"), Nodes.tcp("b", "tcp://buildkit.example.com:1234", null)));
        assertThat(configuration.getNodes(), hasSize(1));
        assertThat(configuration.getFarms(), hasSize(1));
        assertEquals(null, configuration.getDefaultFarm());
    }

    private static void assertRefused(String message, Runnable change) {
        assertEquals(message, assertThrows(Failure.class, change::run).getMessage());
    }

    @Test
    void onlyIdsAreKept() throws Exception {
        Nodes.register(Nodes.ssh("ssh", "ssh://podman.example.com/run/podman.sock", "ssh"));
        NodeAccess.of(ImageFarmConfiguration.get().getNodes());
        jenkins.configRoundtrip();
        String page = jenkins.createWebClient().goTo("configure").asXml();
        String file = Files.readString(
                jenkins.jenkins.getRootDir().toPath().resolve(ImageFarmConfiguration.class.getName() + ".xml"));
        assertThat(file, containsString("<credentialsId>ssh</credentialsId>"));
        for (String text : List.of(page, file)) {
            assertThat(text, not(containsString(PRIVATE)));
            assertThat(text, not(containsString(PASSPHRASE)));
        }
        assertThat(file, not(containsString("{AQAA")));
    }

    @Test
    void survivesRestart() throws Throwable {
        Nodes.register(Nodes.ssh("ssh", "ssh://podman.example.com/run/podman.sock", "ssh"));
        Nodes.form(Nodes.farm("farm", List.of("ssh"), "team"));
        ImageFarmConfiguration.get().setDefaultFarm("farm");
        jenkins.restart();
        ImageFarmConfiguration kept = ImageFarmConfiguration.get();
        assertEquals(Nodes.KNOWN_HOSTS, kept.getNodes().get(0).getKnownHosts());
        assertEquals(List.of("team"), kept.getFarms().get(0).getFolders());
        assertEquals("farm", kept.getDefaultFarm());
    }

    /** A configuration of before there were nodes. */
    @Test
    void configurationWithoutNodesIsRead() throws Throwable {
        Path file = jenkins.jenkins.getRootDir().toPath().resolve(ImageFarmConfiguration.class.getName() + ".xml");
        Files.writeString(file, """
                <?xml version='1.1' encoding='UTF-8'?>
                <io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration>
                  <registries/>
                  <defaultBuilder>tcp://builder.example.com:1234</defaultBuilder>
                </io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration>
                """);
        jenkins.restart();
        assertThat(ImageFarmConfiguration.get().getNodes(), hasSize(0));
        assertEquals(
                "tcp://builder.example.com:1234", ImageFarmConfiguration.get().getDefaultBuilder());
    }

    @Test
    void credentialsFollowTheAddress() {
        assertEquals(List.of("", "ssh"), ids("ssh://podman.example.com/run/podman.sock", ""));
        assertEquals(List.of("", "tls"), ids("tcp://buildkit.example.com:1234", ""));
        assertEquals(List.of("", "gone"), ids("unix:///run/podman.sock", "gone"));
        assertEquals(List.of(""), ids("", ""));
        assertEquals(List.of(""), ids("nonsense", ""));
    }

    private List<String> ids(String uri, String current) {
        return nodeForm.doFillCredentialsIdItems(uri, current).stream()
                .map((ListBoxModel.Option option) -> option.value)
                .toList();
    }

    @Test
    void fieldsSayWhatSavingWouldSay() throws Exception {
        String ssh = "ssh://podman.example.com/run/podman.sock";
        String tcp = "tcp://buildkit.example.com:1234";
        assertError("not the address of a builder", nodeForm.doCheckUri("podman.example.com"));
        assertError("needs credentials", nodeForm.doCheckCredentialsId(ssh, "", ""));
        assertError("without TLS", nodeForm.doCheckCredentialsId(tcp, "", ""));
        assertOk(nodeForm.doCheckCredentialsId(tcp, TestCredentials.authority(), ""));
        assertOk(nodeForm.doCheckCredentialsId(ssh, "", "ssh"));
        assertError("wrong kind", nodeForm.doCheckCredentialsId(ssh, "", "tls"));
        assertError("no credentials 'gone'", nodeForm.doCheckCredentialsId(tcp, "", "gone"));
        assertOk(nodeForm.doCheckCredentialsId("unix:///run/podman.sock", "", ""));
        assertError("host key is not known", nodeForm.doCheckKnownHosts(ssh, ""));
        assertOk(nodeForm.doCheckKnownHosts(tcp, ""));
        assertError("not a platform", nodeForm.doCheckPlatforms("arm64"));
        assertError("not a label", nodeForm.doCheckLabels("$(id)"));
        assertOk(nodeForm.doCheckWeight("0"));
        assertEquals(FormValidation.Kind.ERROR, nodeForm.doCheckMaxBuilds("0").kind);
        assertEquals(FormValidation.Kind.ERROR, nodeForm.doCheckPriority("65536").kind);
    }

    /** What the same form may be about to add is no error yet. */
    @Test
    void whatIsNotSavedYetIsAWarning() throws Exception {
        Nodes.register(Nodes.unix("a"));
        Nodes.form(Nodes.farm("farm", List.of("a")));
        jenkins.createProject(Folder.class, "team");
        assertOk(farmForm.doCheckNodes(" a\n"));
        assertWarning("There is no node 'b' yet", farmForm.doCheckNodes("a b"));
        assertWarning("has no node yet", farmForm.doCheckNodes(""));
        assertOk(farmForm.doCheckFolders("/team/"));
        assertWarning("There is no folder 'tea m'", farmForm.doCheckFolders("team\ntea m"));
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        assertOk(configuration.doCheckDefaultFarm("farm"));
        assertOk(configuration.doCheckDefaultFarm(""));
        assertWarning("There is no farm 'other' yet", configuration.doCheckDefaultFarm("other"));
    }

    private static void assertError(String text, FormValidation answer) {
        assertEquals(FormValidation.Kind.ERROR, answer.kind);
        assertThat(answer.getMessage(), containsString(text.replace("'", "&#039;")));
    }

    private static void assertWarning(String text, FormValidation answer) {
        assertEquals(FormValidation.Kind.WARNING, answer.kind);
        assertThat(answer.getMessage(), containsString(text.replace("'", "&#039;")));
    }

    private static void assertOk(FormValidation answer) {
        assertEquals(FormValidation.Kind.OK, answer.kind, answer.getMessage());
    }
}
