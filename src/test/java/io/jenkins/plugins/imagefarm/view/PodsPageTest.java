package io.jenkins.plugins.imagefarm.view;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.imagefarm.config.FarmConfiguration;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.pods.PodKeeper;
import io.jenkins.plugins.imagefarm.pods.PodOrder;
import io.jenkins.plugins.imagefarm.pods.SeenPod;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Pods on the farm page: who sees what of them, and who may end them. */
@WithJenkins
class PodsPageTest {
    /** Before the one that makes pods, so that this one is asked. */
    @TestExtension
    public static final class Played implements PodKeeper {
        final List<String> done = new ArrayList<>();

        @Override
        public void want(@NonNull PodOrder order) {}

        @Override
        public void unreachable(@NonNull String build, int id, int attempt, @NonNull String reason) {}

        @Override
        public void cached(String build, int id, int attempt, long bytes) {}

        @Override
        public void release(@NonNull String build, int id) {}

        @Override
        public void releaseAll(@NonNull String build) {}

        @NonNull
        @Override
        public List<SeenPod> pods() {
            return List.of(
                    new SeenPod(
                            "pod-a",
                            "pods",
                            "amd64",
                            SeenPod.State.BUILDING,
                            "",
                            0,
                            "worker-7",
                            5_000_000,
                            List.of("secret#1:3", "open#7:1"),
                            "open#6:2"),
                    new SeenPod(
                            "pod-b",
                            "pods",
                            "arm64",
                            SeenPod.State.STARTING,
                            "not scheduled: 0/3 nodes",
                            0,
                            null,
                            -1,
                            List.of(),
                            null),
                    new SeenPod(
                            "pod-of-a-team",
                            "teams",
                            "amd64",
                            SeenPod.State.DRAINING,
                            "",
                            0,
                            "worker-8",
                            -1,
                            List.of(),
                            null));
        }

        @Override
        public void drain(@NonNull String pod) {
            done.add("drain " + pod);
        }

        @Override
        public void delete(@NonNull String pod) {
            done.add("delete " + pod);
        }
    }

    private static Played keeper(JenkinsRule r) {
        ExtensionList<PodKeeper> keepers = r.jenkins.getExtensionList(PodKeeper.class);
        Played played = keepers.get(Played.class);
        keepers.stream().filter(each -> each != played).toList().forEach(keepers::remove);
        return played;
    }

    private static void configure(JenkinsRule r) throws Exception {
        FreeStyleProject open = r.createFreeStyleProject("open");
        FarmConfiguration ofTeam = new FarmConfiguration("of-team", List.of("teams"));
        ofTeam.setFolders(List.of("team"));
        ImageFarmConfiguration.get()
                .setKubernetesNodes(
                        List.of(new KubernetesNodeConfiguration("pods"), new KubernetesNodeConfiguration("teams")));
        ImageFarmConfiguration.get().setFarms(List.of(ofTeam));
        Jenkins.MANAGE.setEnabled(true);
        r.jenkins.setSecurityRealm(r.createDummySecurityRealm());
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("reader", "member", "manager")
                .grant(Jenkins.MANAGE)
                .everywhere()
                .to("manager")
                .grant(Item.READ)
                .onItems(open)
                .to("member"));
    }

    @Test
    void whoMaySeeTheJobSeesItsBuilds(JenkinsRule r) throws Exception {
        keeper(r);
        configure(r);
        for (String url :
                List.of("image-farm/", "image-farm/live", "image-farm/node/pods/", "image-farm/node/pods/live")) {
            String page = client(r, "member").goTo(url, null).getWebResponse().getContentAsString();
            assertThat(url, page, containsString("open #7"));
            assertThat(url, page, containsString("job/open/6/"));
            assertThat(url, page, not(containsString("secret")));
            page = client(r, "reader").goTo(url, null).getWebResponse().getContentAsString();
            assertThat(url, page, containsString("a build you cannot see"));
            assertThat(url, page, not(containsString("open #")));
        }
    }

    @Test
    void podsOfANodeThatOneMayNotSeeAreNotThere(JenkinsRule r) throws Exception {
        keeper(r);
        configure(r);
        assertThat(
                client(r, "reader").goTo("image-farm/").getWebResponse().getContentAsString(),
                not(containsString("pod-of-a-team")));
        String page = client(r, "manager").goTo("image-farm/").getWebResponse().getContentAsString();
        assertThat(page, containsString("pod-of-a-team"));
        assertThat(page, containsString("No further builds"));
        assertThat(
                client(r, "manager")
                        .goTo("image-farm/node/pods/")
                        .getWebResponse()
                        .getContentAsString(),
                not(containsString("pod-of-a-team")));
    }

    @Test
    void theButtonsOfAPodAreItsOwn(JenkinsRule r) throws Exception {
        Played keeper = keeper(r);
        configure(r);
        press(r, "image-farm-pod-pod-b", "Drain");
        press(r, "image-farm-pod-pod-a", "Delete");
        assertEquals(List.of("drain pod-b", "delete pod-a"), keeper.done);
        HtmlPage drained = client(r, "manager").goTo("image-farm/node/teams/");
        assertThat(
                "it is drained already",
                drained.getElementById("image-farm-pod-pod-of-a-team").asNormalizedText(),
                not(containsString("Drain")));
    }

    private static void press(JenkinsRule r, String row, String button) throws Exception {
        HtmlPage page = client(r, "manager").goTo("image-farm/node/pods/");
        ((HtmlButton) page.getElementById(row)
                        .<HtmlButton>getByXPath(".//button[normalize-space()='" + button + "']")
                        .get(0))
                .click();
    }

    /** A content security policy forbids scripts, handlers and styles that stand in a page. */
    @Test
    void podsAreCleanOfInlineCode(JenkinsRule r) throws Exception {
        keeper(r);
        configure(r);
        DomNode live = client(r, "admin").goTo("image-farm/node/pods/").getElementById("image-farm-live");
        assertEquals(List.of(), live.getByXPath(".//script | .//style | .//@style | .//@*[starts-with(name(), 'on')]"));
    }

    @Test
    void whoMayReadJenkinsConfigurationSeesAll(JenkinsRule r) throws Exception {
        keeper(r);
        configure(r);
        String page = client(r, "admin").goTo("image-farm/").getWebResponse().getContentAsString();
        for (String shown :
                List.of("pod-a", "pod-b", "Building", "Starting", "worker-7", "5.0 MB", "not scheduled: 0/3 nodes")) {
            assertThat(page, containsString(shown));
        }
    }

    @Test
    void othersSeePodsButNotWhereTheyRunNorWhoseTheyAre(JenkinsRule r) throws Exception {
        keeper(r);
        configure(r);
        JenkinsRule.WebClient reader = client(r, "reader");
        for (String url : List.of("image-farm/", "image-farm/node/pods/")) {
            String page = reader.goTo(url).getWebResponse().getContentAsString();
            assertThat(page, containsString("pod-a"));
            for (String hidden : List.of("worker-7", "0/3 nodes", "secret", "deletePod", "drainPod")) {
                assertThat(url, page, not(containsString(hidden)));
            }
        }
    }

    @Test
    void whoManagesJenkinsDrainsAndDeletes(JenkinsRule r) throws Exception {
        Played keeper = keeper(r);
        configure(r);
        assertEquals(200, post(r, "admin", "drainPod", "pod-a"));
        assertEquals(200, post(r, "admin", "deletePod", "pod-b"));
        assertEquals(List.of("drain pod-a", "delete pod-b"), keeper.done);
        assertEquals(403, post(r, "reader", "drainPod", "pod-a"));
        assertEquals(403, post(r, "reader", "deletePod", "pod-a"));
        for (String action : List.of("drainPod", "deletePod")) {
            assertThat(
                    client(r, "admin")
                            .goTo("image-farm/node/pods/" + action + "?pod=pod-a", null)
                            .getWebResponse()
                            .getStatusCode(),
                    oneOf(404, 405));
        }
        assertEquals(400, post(r, "admin", "deletePod", "pod-of-a-team"));
        assertEquals(400, post(r, "admin", "deletePod", "somebody-elses"));
        assertEquals(2, keeper.done.size());
    }

    @Test
    void aKubernetesNodeCannotBePruned(JenkinsRule r) throws Exception {
        keeper(r);
        configure(r);
        String page = client(r, "admin")
                .goTo("image-farm/node/pods/")
                .getWebResponse()
                .getContentAsString();
        assertThat(page, containsString("deletePod"));
        assertThat(page, not(containsString("action=\"prune\"")));
        assertThat(page, not(containsString("<dt>Disk</dt>")));
        assertEquals(400, post(r, "admin", "prune", "any&confirmed=true"));
    }

    private static int post(JenkinsRule r, String user, String what, String pod) throws Exception {
        JenkinsRule.WebClient client = client(r, user);
        URL url = new URL(client.createCrumbedUrl("image-farm/node/pods/" + what) + "&pod=" + pod);
        return client.getPage(new WebRequest(url, HttpMethod.POST))
                .getWebResponse()
                .getStatusCode();
    }

    private static JenkinsRule.WebClient client(JenkinsRule r, String user) throws Exception {
        return r.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user);
    }
}
