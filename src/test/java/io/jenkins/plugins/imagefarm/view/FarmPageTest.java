package io.jenkins.plugins.imagefarm.view;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import io.jenkins.plugins.imagefarm.nodes.NodeInquiries;
import io.jenkins.plugins.imagefarm.nodes.NodeOffline;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who sees what of the farms, and who may do what with their nodes. */
@WithJenkins
class FarmPageTest {
    private static final String PAGE = "image-farm/";
    private static final String LIVE = "image-farm/live";
    private static final String NODE = "image-farm/node/amd1/";

    /** What all that may see Jenkins see. */
    private static final List<String> FOR_ALL = List.of(
            "Farm servers",
            "What everybody may use",
            "amd1",
            "fast",
            "Reachable",
            "Not reachable",
            "Taken offline",
            "new disk " + PlayedFarm.MARKUP,
            "BuildKit",
            "linux/amd64",
            "linux/arm64 emulated",
            "only for linux/arm64",
            "2 of 3",
            "Nodes of no farm",
            "single1");

    private static final List<String> DETAILS =
            List.of("tcp://127.0.0.1:4711", "v0.13.2", "123 MB", "Nobody answers at dead1", "the-admin");

    private static final List<String> OF_FOLDER = List.of("secret-farm", "hidden1", "hidden-job");

    private JenkinsRule jenkins;

    @TestExtension
    public static final class Jar extends FakeEngineJar {}

    @TestExtension
    public static final class Activity extends PlayedActivity {}

    @BeforeEach
    void makeFarm(JenkinsRule rule) throws Exception {
        jenkins = rule;
        PlayedFarm.make(rule);
    }

    @Test
    void whoMayNotSeeJenkinsSeesNothing() throws Exception {
        JenkinsRule.WebClient anonymous = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        for (String url : List.of(PAGE, LIVE, NODE, NODE + "live")) {
            HtmlPage page = (HtmlPage) anonymous.goTo(url, null);
            assertThat(url, page.asNormalizedText(), not(containsString("amd1")));
            assertThat(url, page.getWebResponse().getContentAsString(), not(containsString("servers")));
        }
    }

    @Test
    void readerSeesNodesAndOwnBuildsOnly() throws Exception {
        for (String user : List.of("reader", "stranger")) {
            String text = text(user, PAGE);
            FOR_ALL.forEach(part -> assertThat(user, text, containsString(part)));
            assertThat(text, containsString("a build you cannot see"));
            assertThat(text, containsString("2 of 8 slots in use 2 waiting"));
            for (String url :
                    List.of(PAGE, LIVE, NODE, NODE + "live", "image-farm/node/arm1/", "image-farm/node/dead1/")) {
                String html = html(user, url);
                for (String hidden : concat(DETAILS, OF_FOLDER)) {
                    assertThat(user + " " + url, html, not(containsString(hidden)));
                }
                assertThat(html, not(containsString("failed-in-secret")));
                assertThat(url, html, not(containsString("method=\"post\"")));
            }
        }
        assertThat(text("reader", PAGE), containsString("1 open #1 linux/arm64 (emulated) arm1 runs 2 of 2 builds"));
        assertThat(text("stranger", PAGE), not(containsString("open #1")));
        assertThat(html("stranger", PAGE), not(containsString("arm1 runs 2 of 2 builds")));
        assertThat(html("stranger", "image-farm/node/arm1/"), not(containsString("the-node-broke")));
        assertThat(html("reader", "image-farm/node/arm1/"), containsString("the-node-broke"));
    }

    @Test
    void memberOfAFolderSeesItsFarm() throws Exception {
        String text = text("member", PAGE);
        OF_FOLDER.forEach(part -> assertThat(text, containsString(part)));
        assertThat(text, containsString("for jobs in secret"));
        assertThat(text, not(containsString("a build you cannot see")));
        String html = html("member", PAGE);
        DETAILS.forEach(part -> assertThat(html, not(containsString(part))));
    }

    @Test
    void whoReadsTheConfigurationSeesAllButDoesNothing() throws Exception {
        String text = text("auditor", PAGE);
        for (String part : concat(FOR_ALL, DETAILS)) {
            assertThat(text, containsString(part));
        }
        assertThat(text, containsString("hidden1"));
        for (String ofJobs : List.of("hidden-job", "open #1", "failed-in-secret")) {
            assertThat("jobs are not configuration", text + html("auditor", NODE), not(containsString(ofJobs)));
        }
        assertThat(html("auditor", NODE), not(containsString("method=\"post\"")));
        for (String action : actions()) {
            assertEquals(403, post("auditor", action), action);
        }
    }

    @Test
    void nodesThatOneMayNotSeeAreNotThere() throws Exception {
        assertEquals(404, status("reader", "image-farm/node/hidden1/"));
        assertEquals(404, status("reader", "image-farm/node/nonsense/"));
        assertEquals(200, status("member", "image-farm/node/hidden1/"));
    }

    @Test
    void onlyManagersAct() throws Exception {
        for (String action : actions()) {
            assertEquals(403, post("reader", action), action);
            assertEquals(403, post("stranger", action), action);
        }
        assertNull(NodeOffline.get().reason("amd1"));
        for (String user : List.of("manager", "admin")) {
            for (String action : actions()) {
                assertEquals(200, post(user, action), action);
                assertThat(action, status(user, action), oneOf(404, 405));
            }
        }
    }

    @Test
    void takesOfflineAndBringsBack() throws Exception {
        HtmlPage page = open("manager", NODE);
        HtmlForm form = form(page, "offline");
        form.getInputByName("reason").setValue("  new\tkernel ");
        page = (HtmlPage) jenkins.submit(form);
        assertThat(text(page), containsString("Taken offline new kernel by manager, since"));
        assertEquals("new kernel", NodeOffline.get().reason("amd1"));
        page = (HtmlPage) jenkins.submit(form(page, "online"));
        assertThat(page.asNormalizedText(), containsString("Reachable"));
        assertNull(NodeOffline.get().reason("amd1"));
        assertEquals(List.of("reconsider", "reconsider"), PlayedFarm.activity().told);
        assertEquals(400, post("manager", NODE + "offline?reason=+"));
        assertEquals(400, post("manager", NODE + "offline?reason=" + "x".repeat(201)));
    }

    @Test
    void prunesInTheBackgroundAndShowsTheResult() throws Exception {
        assertEquals(400, post("manager", NODE + "prune?confirmed=false"));
        assertEquals(400, post("manager", NODE + "prune?confirmed=true&hours=soon"));
        assertTrue(NodeInquiries.get().pruning("amd1").isEmpty());
        HtmlPage page = open("manager", NODE);
        HtmlForm form = form(page, "prune");
        form.getInputByName("hours").setValue("24");
        form.getInputByName("labels").setValue("a=b c");
        form.getInputByName("confirmed").setChecked(true);
        jenkins.submit(form);
        PlayedFarm.await(() -> NodeInquiries.get().pruning("amd1").orElseThrow().isOver());
        PlayedFarm.await(() -> PlayedFarm.activity().told.contains("forget amd1"));
        String text = text("manager", NODE);
        assertThat(text, containsString("2 images removed, 3.0 MB free again"));
        assertThat(text, containsString("by manager"));
        assertThat(html("manager", NODE), containsString("old:1"));
        assertThat(html("reader", NODE), not(containsString("old:1")));
    }

    @Test
    void deadNodeSaysWhyNothingWasRemoved() throws Exception {
        assertEquals(200, post("manager", "image-farm/node/dead1/prune?confirmed=true"));
        PlayedFarm.await(
                () -> NodeInquiries.get().pruning("dead1").orElseThrow().isOver());
        assertThat(text("manager", "image-farm/node/dead1/"), containsString("Nobody answers at dead1. Start it."));
    }

    /** The browser that tests have would not get so far if it could not read the script. */
    @Test
    void scriptIsUnderstood() throws Exception {
        assertNotNull(jenkins.createWebClient().login("reader").goTo(PAGE).getElementById("image-farm-live"));
    }

    /** A content security policy forbids scripts, handlers and styles that stand in a page. */
    @Test
    void pagesAreCleanOfInlineCode() throws Exception {
        for (String url : List.of(PAGE, NODE)) {
            DomNode ours = open("admin", url).getElementById("main-panel");
            assertNotNull(ours.querySelector("#image-farm-live"));
            assertThat(ours.querySelectorAll("img"), empty());
            assertThat(ours.getByXPath(".//script[not(@src)] | .//style"), empty());
            assertThat(ours.getByXPath(".//@*[starts-with(name(), 'on')] | .//@style"), empty());
        }
    }

    @Test
    void twoHundredNodesAreShown() throws Exception {
        List<NodeConfiguration> nodes = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            nodes.add(PlayedFarm.node("many" + i, "unix:///run/many" + i + ".sock", 2));
        }
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        configuration.setDefaultFarm(null);
        configuration.setFarms(List.of());
        configuration.setNodes(nodes);
        HtmlPage page = open("reader", PAGE);
        assertThat(page.querySelectorAll(".image-farm-nodes > tbody > tr"), hasSize(200));
    }

    @Test
    void withoutNodesThereIsNoLinkAndTheAddressSaysSo() throws Exception {
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        configuration.setDefaultFarm(null);
        configuration.setFarms(List.of());
        configuration.setNodes(List.of());
        assertThat(text("reader", PAGE), containsString("There are no nodes here that you can see"));
        try (ACLContext reader =
                ACL.as2(hudson.model.User.getById("reader", true).impersonate2())) {
            assertNull(ExtensionList.lookupSingleton(FarmPage.class).getIconFileName());
        }
    }

    private static List<String> actions() {
        return List.of(
                PAGE + "refresh?disk=true",
                "image-farm/node/single1/offline?reason=because",
                "image-farm/node/single1/online",
                "image-farm/node/single1/prune?confirmed=true");
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static HtmlForm form(HtmlPage page, String action) {
        return page.getForms().stream()
                .filter(form -> form.getActionAttribute().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private HtmlPage open(String user, String url) throws Exception {
        return client(user).goTo(url);
    }

    private String text(String user, String url) throws Exception {
        return text(open(user, url));
    }

    private static String text(HtmlPage page) {
        return page.asNormalizedText().replaceAll("\\s+", " ");
    }

    private String html(String user, String url) throws Exception {
        return open(user, url).getWebResponse().getContentAsString();
    }

    private int status(String user, String url) throws Exception {
        return client(user)
                .withThrowExceptionOnFailingStatusCode(false)
                .goTo(url, null)
                .getWebResponse()
                .getStatusCode();
    }

    private int post(String user, String url) throws Exception {
        JenkinsRule.WebClient client = client(user).withThrowExceptionOnFailingStatusCode(false);
        URL target = new URL(jenkins.getURL(), url);
        WebRequest request = new WebRequest(target, HttpMethod.POST);
        client.addCrumb(request);
        return client.getPage(request).getWebResponse().getStatusCode();
    }

    /** Without scripts, which nothing here may need. */
    private JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.getOptions().setJavaScriptEnabled(false);
        return client.withBasicCredentials(user);
    }
}
