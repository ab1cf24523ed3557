package io.jenkins.plugins.imagefarm.trend;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.fake.Visitors;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import io.jenkins.plugins.imagefarm.run.KeptEvents;
import io.jenkins.plugins.imagefarm.run.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a user sees of the image builds of a job. */
@WithJenkins
class ImageTrendPageTest {
    private static final String MARKUP = "<script>alert(1)</script>";
    private static final String POINTS = ".image-farm-plot a";

    private static JenkinsRule jenkins;
    private static JenkinsRule.WebClient reader;

    private FreeStyleProject job;

    @BeforeAll
    static void share(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Visitors.admit(jenkins);
        reader = client("reader");
    }

    @BeforeEach
    void createJob() throws Exception {
        job = jenkins.createFreeStyleProject();
    }

    @Test
    void timeCacheAndSizeOfEachRunArePlottedAndListed() throws Exception {
        run(built(65_000, 1, 4, 12_900_000));
        run();
        run(failed(1_000));
        run(built(30_000, 4, 4, 14_000_000));
        HtmlPage page = page();
        assertThat(
                texts(page, ".image-farm-plot figcaption"),
                is(List.of("Build time", "Steps from the cache", "Image size")));
        assertThat(
                page.querySelectorAll(POINTS).stream()
                        .map(point -> ((DomElement) point).getAttribute("aria-label"))
                        .toList(),
                is(List.of(
                        "#1: 1 min 5 sec, Built",
                        "#3: 1 sec, Failed",
                        "#4: 30 sec, Built",
                        "#1: 25% (1 of 4), Built",
                        "#3: 50% (1 of 2), Failed",
                        "#4: 100% (4 of 4), Built",
                        "#1: 12.3 MiB, Built",
                        "#4: 13.4 MiB, Built")));
        assertThat(page.querySelectorAll(".image-farm-plot-failed"), hasSize(2));
        assertThat(page.querySelectorAll(".image-farm-plot-point"), hasSize(6));
        assertThat(
                texts(page, "#image-farm-trend tbody tr"),
                is(List.of(
                        "#4 Built 30 sec 100% (4 of 4) 13.4 MiB",
                        "#3 Failed 1 sec 50% (1 of 2)", "#1 Built 1 min 5 sec 25% (1 of 4) 12.3 MiB")));
        assertThat(
                page.querySelectorAll("#image-farm-trend td:nth-child(4)").stream()
                        .map(cell -> Double.valueOf(((DomElement) cell).getAttribute("data")))
                        .toList(),
                is(List.of(100.0, 50.0, 25.0)));
        assertThat(texts(page, ".image-farm-plot text"), hasItems("75 s", "100 %", "15 MiB", "#4"));
    }

    @Test
    void aPointLeadsToItsRun() throws Exception {
        FreeStyleBuild run = run(built(1_000, 0, 1, 5));
        String address = ((DomElement) page().querySelector(POINTS)).getAttribute("href");
        assertThat(address, is(jenkins.contextPath + "/" + run.getUrl()));
    }

    @Test
    void severalBuildsOfARunAreAddedUpAndOneThatFailedIsTold() throws Exception {
        run(built(60_000, 1, 4, 1 << 20), built(5_000, 3, 4, 2 << 20));
        run(built(60_000, 1, 4, 1 << 20), failed(5_000));
        assertThat(
                texts(page(), "#image-farm-trend tbody tr"),
                is(List.of("#2 Failed 1 min 5 sec 33% (2 of 6)", "#1 Built 1 min 5 sec 50% (4 of 8) 3.0 MiB")));
    }

    @Test
    void onlyAJobThatBuiltImagesHasThePage() throws Exception {
        run();
        assertThat(job.getAction(ImageTrendAction.class), nullValue());
        assertEquals(404, page().getWebResponse().getStatusCode());
        run(built(1, 1, 1, 1));
        assertThat(job.getAction(ImageTrendAction.class), notNullValue());
        assertEquals(200, page().getWebResponse().getStatusCode());
    }

    @Test
    void whileTheFirstBuildRunsThereIsNothingToPlot() throws Exception {
        new KeptEvents(run(), "7", out -> out).begin(Results.request());
        HtmlPage page = page();
        assertThat(page.asNormalizedText(), containsString("No image build has ended in the last runs"));
        assertThat(page.querySelectorAll(".image-farm-plot"), empty());
        assertThat(reader.getPage(job).querySelectorAll(".image-farm-plot"), empty());
    }

    @Test
    void theJobsOwnPageHasASmallPlot() throws Exception {
        run(built(1_000, 1, 2, 5));
        HtmlPage page = reader.getPage(job);
        assertThat(texts(page, ".image-farm-trend-box figcaption"), is(List.of("Build time")));
        assertThat(page.querySelectorAll(".image-farm-trend-box " + POINTS), hasSize(1));
        HtmlPage all =
                page.<DomElement>querySelector(".image-farm-trend-box > a").click();
        assertThat(all.getElementById("image-farm-trend"), notNullValue());
    }

    /** A content security policy forbids scripts, handlers and styles that stand in a page. */
    @Test
    void namesAreTextsAndThereIsNoInlineCode() throws Exception {
        FreeStyleBuild run = run(built(1_000, 1, 2, 5));
        job.setDisplayName(MARKUP + job.getName());
        run.setDisplayName(MARKUP);
        HtmlPage page = page();
        assertThat(page.getTitleText(), containsString(MARKUP));
        assertThat(texts(page, "#image-farm-trend tbody tr").get(0), containsString(MARKUP));
        assertThat(((DomElement) page.querySelector(POINTS)).getAttribute("aria-label"), containsString(MARKUP));
        for (DomNode ours : List.of(page.getElementById("main-panel"), (DomNode)
                reader.getPage(job).querySelector(".image-farm-trend-box"))) {
            assertThat(ours.getByXPath(".//script[not(@src)] | .//style"), empty());
            assertThat(ours.getByXPath(".//@*[starts-with(name(), 'on')] | .//@style"), empty());
        }
    }

    @Test
    void whoMayNotSeeTheJobSeesNoTrend() throws Exception {
        run(built(1_000, 1, 2, 5));
        HtmlPage refused = client("stranger").goTo(url());
        assertEquals(404, refused.getWebResponse().getStatusCode());
        assertThat(refused.asNormalizedText(), not(containsString("Build time")));
    }

    @Test
    void ofManyRunsTheLastAreLoadedAndForTheSidePanelNone() throws Exception {
        run(built(1_000, 1, 2, 5));
        Path builds = job.getBuildDir().toPath();
        for (int number = 2; number <= 300; number++) {
            Files.createDirectory(builds.resolve(String.valueOf(number)));
            Files.copy(builds.resolve("1/build.xml"), builds.resolve(number + "/build.xml"));
        }
        job.getLazyBuildMixIn()._getRuns().purgeCache();
        assertEquals(0, loadedRuns(), "before");
        assertThat(job.getAction(ImageTrendAction.class), notNullValue());
        assertEquals(0, loadedRuns(), "for the link");
        Trend trend = job.getAction(ImageTrendAction.class).getTrend();
        assertEquals(300, trend.runs().get(0).number());
        assertEquals(201, trend.runs().get(99).number());
        assertEquals(100, loadedRuns());
        assertThat(page().querySelectorAll("#image-farm-trend tbody tr"), hasSize(100));
        assertThat("a few for Jenkins' own links", loadedRuns(), lessThan(110));
    }

    private int loadedRuns() {
        return job.getLazyBuildMixIn()._getRuns().getLoadedBuilds().size();
    }

    private FreeStyleBuild run(BuildResult... results) throws Exception {
        FreeStyleBuild run = jenkins.buildAndAssertSuccess(job);
        for (int i = 0; i < results.length; i++) {
            ImageBuildAction.record(run, TaskListener.NULL, String.valueOf(i), null, results[i], null);
        }
        return run;
    }

    private static BuildResult built(long durationMs, int cached, int total, long bytes) {
        return result(BuildState.SUCCESS, durationMs, cached, total, new ImageSize(bytes, List.of()), null);
    }

    private static BuildResult failed(long durationMs) {
        return result(BuildState.FAILURE, durationMs, 1, 2, null, Problem.user("exit code: 1", ""));
    }

    private static BuildResult result(
            BuildState state, long durationMs, int cached, int total, ImageSize size, Problem problem) {
        return new BuildResult(
                state,
                null,
                null,
                null,
                true,
                null,
                size,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                1,
                durationMs,
                cached,
                total,
                null,
                problem,
                null);
    }

    private static List<String> texts(HtmlPage page, String selector) {
        return page.querySelectorAll(selector).stream()
                .map(node -> node.asNormalizedText().replaceAll("\\s+", " ").strip())
                .toList();
    }

    private String url() {
        return job.getUrl() + "image-builds/";
    }

    private HtmlPage page() throws Exception {
        return reader.goTo(url());
    }

    /** Logs in, which takes longer than to read. */
    private static JenkinsRule.WebClient client(String user) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withJavaScriptEnabled(false)
                .login(user);
    }
}
