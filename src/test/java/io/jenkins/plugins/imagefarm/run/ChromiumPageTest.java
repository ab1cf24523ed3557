package io.jenkins.plugins.imagefarm.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyIterable;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.browser.Chromium;
import io.jenkins.plugins.imagefarm.browser.Tab;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.FailureLocated;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestBuilder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The page of an image build in a real browser. Jenkins enforces its Content-Security-Policy in tests. */
@WithJenkins
class ChromiumPageTest {
    private static final String LONG = "RUN curl https://example.com/" + "very-long-name-without-a-blank-".repeat(10);

    private static JenkinsRule jenkins;
    private static Chromium chromium;

    private Tab tab;
    private FreeStyleBuild run;
    private KeptEvents events;

    @BeforeAll
    static void share(JenkinsRule rule) throws Exception {
        jenkins = rule;
        chromium = Chromium.start();
    }

    @AfterAll
    static void end() throws Exception {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        tab = chromium.open();
        tab.size(1280, 800);
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(tab.complaints(), empty());
    }

    @Test
    void whatIsNewComesByItself() throws Exception {
        Building building = new Building();
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(building);
        begin(project.scheduleBuild2(0).waitForStart());
        keep(step(1, "FROM base", StepState.STARTED, ""));
        tab.goTo(page());
        tab.value("window.notReloaded = true");
        assertThat(tab.text("#image-farm-overview"), is("The image is being built."));
        keep(step(1, "FROM base", StepState.DONE, ""), step(2, "RUN make", StepState.STARTED, ""));
        tab.await("document.querySelectorAll('#image-farm-steps li').length === 2");
        assertThat(tab.text("#image-farm-steps li:nth-child(1)"), containsString("done"));
        assertThat(tab.text("#image-farm-steps li:nth-child(2)"), containsString("running"));
        record(Results.success());
        building.ended.countDown();
        tab.await("document.getElementById('image-farm-ended').textContent.includes('Built')");
        assertThat(tab.text("#image-farm-overview"), containsString(Results.TAG));
        tabTo("#image-farm-overview .jenkins-copy-button");
        tab.press("Enter");
        tab.await("document.querySelector('#image-farm-overview .jenkins-copy-button--copied')");
        assertThat(tab.value("window.notReloaded").asBoolean(), is(true));
        jenkins.waitForCompletion(run);
    }

    @Test
    void aFailedStepIsReachedAndOpenedByKeys() throws Exception {
        fail();
        tab.goTo(page());
        assertThat(tab.text(".image-farm-marked-line"), containsString("RUN make"));
        tabTo("#image-farm-overview a[href='#step--40']");
        assertThat(focusIsSeen(), is(true));
        tab.press("Enter");
        tab.await("document.activeElement.id === 'step--40'");
        assertThat(focusIsSeen(), is(true));
        tab.press("Enter");
        tab.await("document.querySelector('#step--40 ~ pre')?.textContent === 'last words\\n'");
        tab.press(" ");
        tab.await("!document.getElementById('step--40').parentElement.open");
        tab.press("Tab");
        assertThat("steps come in their order", focused(), is("step--41"));
    }

    @Test
    void withoutScriptsAllIsThereAndOutputIsALink() throws Exception {
        fail();
        tab.disableScripts();
        tab.goTo(page());
        assertThat(tab.text(".image-farm-marked-line"), containsString("RUN make"));
        tabTo("#step--40");
        tab.press("Enter");
        tab.press("Tab");
        URL link = new URL(tab.value("document.activeElement.href").asText());
        tab.goTo(link);
        assertThat(tab.text("pre"), is("last words"));
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "400, light", "1280, dark", "400, dark"})
    void isReadable(int width, String theme) throws Exception {
        fail();
        tab.size(width, 800);
        tab.goTo(page());
        if (theme.equals("dark")) {
            darken();
        }
        assertThat(tab.value("document.documentElement.scrollWidth").asInt(), lessThanOrEqualTo(width));
        assertThat(tab.value(script("contrast.js")), emptyIterable());
    }

    @Test
    void theBrowserComplainsOfWhatThePolicyForbids() throws Exception {
        fail();
        tab.goTo(page());
        tab.value(
                "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))");
        assertThat(tab.value("window.ran === undefined").asBoolean(), is(true));
        assertThat(tab.complaints(), not(empty()));
        tab = chromium.open();
    }

    private void darken() throws Exception {
        tab.value("const sheet = new CSSStyleSheet(); sheet.replaceSync(" + Wire.write(script("dark.css"))
                + "); document.adoptedStyleSheets.push(sheet); document.documentElement.dataset.theme = 'dark'");
    }

    private static String script(String name) throws Exception {
        try (InputStream in = ChromiumPageTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** By as many presses as it takes. */
    private void tabTo(String selector) throws Exception {
        for (int presses = 0; presses < 200; presses++) {
            tab.press("Tab");
            if (tab.value("document.activeElement.matches(\"" + selector + "\")")
                    .asBoolean()) {
                return;
            }
        }
        throw new AssertionError("no key leads to " + selector + "; the last one was " + focused());
    }

    private String focused() throws Exception {
        return tab.value("document.activeElement.id || document.activeElement.outerHTML")
                .asText();
    }

    private boolean focusIsSeen() throws Exception {
        return tab.value(
                        "[document.activeElement].some(e => e.matches(':focus-visible') && (getComputedStyle(e).outlineStyle !== 'none'"
                                + " || getComputedStyle(e).boxShadow !== 'none' || getComputedStyle(e, '::before').boxShadow !== 'none'))")
                .asBoolean();
    }

    /** A build of 60 steps, of which the 40th failed. */
    private void fail() throws Exception {
        begin(jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject()));
        keep(IntStream.rangeClosed(1, 60)
                .mapToObj(i -> i == 40
                        ? step(i, "RUN make", StepState.FAILED, "exit code: 2")
                        : step(i, LONG, i % 2 == 0 ? StepState.CACHED : StepState.DONE, ""))
                .toArray(BuildEvent[]::new));
        keep(
                new StepOutput(1, 1, "", 40, false, "last words"),
                new FailureLocated(
                        1,
                        1,
                        "",
                        List.of(new SourceLines(
                                "Dockerfile",
                                List.of(
                                        new SourceLines.Line(11, false, LONG),
                                        new SourceLines.Line(12, true, "RUN make"))))));
        record(Results.failure(
                Problem.user("RUN make failed with exit code 2 (Dockerfile:12)", "Look at its output.")));
    }

    private void begin(FreeStyleBuild build) {
        run = build;
        events = new KeptEvents(run, "7", out -> out);
        events.begin(Results.request());
    }

    private void record(BuildResult result) {
        ImageBuildAction.record(run, TaskListener.NULL, "7", Results.request(), result, null);
    }

    private void keep(BuildEvent... all) {
        events.keep(EventLines.of(all));
    }

    private static StepChanged step(int number, String name, StepState state, String error) {
        return new StepChanged(1, 1, "", number, name, state, state == StepState.STARTED ? 0 : number, error);
    }

    private URL page() throws Exception {
        return new URL(jenkins.getURL(), run.getUrl() + "image-builds/build/7/");
    }

    /** Goes on until it is told to end. */
    private static final class Building extends TestBuilder {
        private final transient CountDownLatch ended = new CountDownLatch(1);

        @Override
        public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
                throws InterruptedException {
            ended.await();
            return true;
        }
    }
}
