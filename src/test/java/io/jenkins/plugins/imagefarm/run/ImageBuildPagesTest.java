package io.jenkins.plugins.imagefarm.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleBuild;
import hudson.model.Item;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import jenkins.model.Jenkins;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a user sees of the image builds of a run. */
@WithJenkins
class ImageBuildPagesTest {
    private static final String MARKUP = "<img src=x onerror=alert(1)>";

    private JenkinsRule jenkins;
    private FreeStyleBuild run;

    @BeforeEach
    void runBuild(JenkinsRule rule) throws Exception {
        jenkins = rule;
        run = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("job"));
        ImageBuildAction.record(run, TaskListener.NULL, "7", Results.request(), Results.success());
        ImageBuildAction.record(
                run,
                TaskListener.NULL,
                "8",
                Results.request(),
                Results.failure(Problem.user("No stage is called " + MARKUP, "Stages are: build.")));
    }

    @Test
    void runPageNamesTheImages() throws Exception {
        HtmlPage page = jenkins.createWebClient().getPage(run);
        assertThat(page.querySelectorAll(".image-farm-summary > li"), hasSize(2));
        String text = page.asNormalizedText();
        assertThat(text, containsString(Results.TAG + "@" + Results.DIGEST));
        assertThat(text, containsString("No stage is called " + MARKUP));
        assertThat(
                ((DomElement) page.querySelector(".image-farm-summary .jenkins-copy-button")).getAttribute("text"),
                containsString(Results.TAG + "@" + Results.DIGEST));
    }

    @Test
    void ownPageTellsAll() throws Exception {
        HtmlPage page = page();
        String text = page.asNormalizedText();
        for (String part : new String[] {
            "Built",
            "pushed",
            Results.TAG + "@" + Results.DIGEST,
            "linux/amd64",
            "3 of 5 cached",
            "1 min 5 sec",
            "unix:///run/buildkit/buildkitd.sock",
            "Failed",
            "No stage is called " + MARKUP,
            "Stages are: build.",
            "The job or its Dockerfile has to change."
        }) {
            assertThat(text, containsString(part));
        }
        for (String link : new String[] {"Fingerprint", "JSON"}) {
            HtmlAnchor anchor = page.getAnchorByText(link);
            assertEquals(200, anchor.click().getWebResponse().getStatusCode(), link);
        }
    }

    /** Jenkins is about to forbid scripts, handlers and styles that stand in a page (CSP). */
    @Test
    void pagesAreCleanOfInlineCode() throws Exception {
        for (HtmlPage page : new HtmlPage[] {page(), jenkins.createWebClient().getPage(run)}) {
            assertThat(page.querySelectorAll("img[src=x]"), empty());
            String ours = "//*[contains(@class, 'image-farm') or @id='main-panel']//";
            assertThat(page.getByXPath(ours + "script[not(@src)][not(@type='application/json')]"), empty());
            assertThat(
                    page.getByXPath(
                            ours
                                    + "*[@onclick or @onload or @onerror or @style][not(ancestor::form)][ancestor::table[contains(@class,'jenkins-table')] or ancestor::ul[contains(@class,'image-farm')]]"),
                    empty());
        }
    }

    @Test
    void whoMayNotSeeTheRunSeesNoImages() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        String url = run.getUrl() + "image-builds/";
        assertEquals(200, client.login("reader").goTo(url).getWebResponse().getStatusCode());
        HtmlPage refused = client.login("stranger").goTo(url);
        assertEquals(404, refused.getWebResponse().getStatusCode());
        assertThat(refused.asNormalizedText(), not(containsString(Results.TAG)));
    }

    private HtmlPage page() throws Exception {
        return jenkins.createWebClient().getPage(run, "image-builds/");
    }
}
