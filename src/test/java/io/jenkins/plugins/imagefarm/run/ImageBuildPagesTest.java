package io.jenkins.plugins.imagefarm.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleBuild;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.fake.Visitors;
import java.util.List;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
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
        ImageBuildAction.record(run, TaskListener.NULL, "7", Results.request(), Results.success(), null);
        ImageBuildAction.record(
                run,
                TaskListener.NULL,
                "8",
                Results.request(),
                Results.failure(Problem.user("No stage is called " + MARKUP, "Stages are: build.")),
                null);
    }

    @Test
    void runPageNamesTheImages() throws Exception {
        HtmlPage page = jenkins.createWebClient().getPage(run);
        assertThat(page.querySelectorAll(".image-farm-summary > li"), hasSize(2));
        String text = page.asNormalizedText();
        assertThat(text, containsString(Results.TAG));
        assertThat(text, containsString("linux/amd64 12.3 MiB 1 min 5 sec 3 of 5 steps cached"));
        assertThat(text, containsString("No stage is called " + MARKUP));
        assertThat(text, containsString("The job or what it builds has to change."));
        assertThat(
                ((DomElement) page.querySelector(".image-farm-summary .jenkins-copy-button")).getAttribute("text"),
                is(Results.TAG + "@" + Results.DIGEST));
    }

    @Test
    void ownPageTellsAll() throws Exception {
        HtmlPage page = page();
        String text = page.asNormalizedText();
        for (String part : new String[] {
            "Built",
            "pushed",
            Results.TAG,
            "sha256:a1a1a1a1a1a1",
            "linux/amd64",
            "12.3 MiB",
            "3 of 5",
            "1 min 5 sec",
            "on unix:///run/buildkit/buildkitd.sock",
            "Failed",
            "No stage is called " + MARKUP,
            "Stages are: build.",
            "The job or what it builds has to change."
        }) {
            assertThat(text, containsString(part));
        }
        for (String link : new String[] {"sha256:a1a1a1a1a1a1", "Metadata"}) {
            HtmlAnchor anchor = page.getAnchorByText(link);
            assertEquals(200, anchor.click().getWebResponse().getStatusCode(), link);
        }
    }

    @Test
    void ownPageTellsWhoOfAFarmBuiltWhat() throws Exception {
        ImageBuildAction.record(run, TaskListener.NULL, "9", Results.request(), Results.ofFarm(), null);
        HtmlPage page = page();
        DomNode parts = page.querySelector(".image-farm-parts");
        assertThat(
                parts.asNormalizedText().replaceAll("\\s+", " "),
                containsString("linux/amd64 on n1 4 sec sha256:b2b2b2b2b2b2"));
        assertThat(
                parts.asNormalizedText().replaceAll("\\s+", " "),
                containsString("linux/arm64 on n2 emulated 9 sec sha256:a1a1a1a1a1a1"));
        assertThat(
                parts.querySelectorAll(".jenkins-copy-button").stream()
                        .map(button -> ((DomElement) button).getAttribute("text"))
                        .toList(),
                is(List.of(Results.IMAGE_ID.toString(), Results.DIGEST.toString())));
        assertThat(page.asNormalizedText(), containsString("3.0 MiB\nlinux/amd64 2.0 MiB\nlinux/arm64 1.5 MiB"));
        assertThat(page.asNormalizedText(), containsString("linux/arm64@n3 was moved: n3 does not answer any more"));
    }

    /** A content security policy forbids scripts, handlers and styles that stand in a page. */
    @Test
    void pagesAreCleanOfInlineCode() throws Exception {
        HtmlPage runPage = jenkins.createWebClient().getPage(run);
        for (DomNode ours :
                List.of(page().getElementById("main-panel"), (DomNode) runPage.querySelector(".image-farm-summary"))) {
            assertThat(ours.querySelectorAll("img"), empty());
            assertThat(ours.getByXPath(".//script[not(@src)] | .//style"), empty());
            assertThat(ours.getByXPath(".//@*[starts-with(name(), 'on')] | .//@style"), empty());
        }
    }

    @Test
    void whoMayNotSeeTheRunSeesNoImages() throws Exception {
        Visitors.admit(jenkins);
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
