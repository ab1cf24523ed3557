package io.jenkins.plugins.imagefarm.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class SavedTimeTest {
    private static JenkinsRule jenkins;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private FreeStyleProject job;
    private FreeStyleBuild run;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void makeJob() throws Exception {
        job = jenkins.createFreeStyleProject();
    }

    @Test
    void itIsTheTimeOfTheStepsWhenTheyLastRan() throws Exception {
        assertEquals(0, build(step("[2/3] RUN npm ci", StepState.DONE, 90_000)).getSavedMs());
        build(
                step("[1/3] FROM node", StepState.DONE, 3_000),
                step("[2/3] RUN npm ci", StepState.DONE, 41_000),
                step("[3/3] COPY . .", StepState.DONE, 700));
        build(step("[2/3] RUN npm ci", StepState.CACHED, 0), step("[3/3] COPY . .", StepState.FAILED, 9_000));
        ImageBuildRecord record = build(
                step("[1/4] FROM node", StepState.CACHED, 0),
                step("[2/4] RUN npm ci", StepState.CACHED, 0),
                step("[3/4] RUN never carried out", StepState.CACHED, 0),
                step("[4/4] COPY . .", StepState.DONE, 600));
        assertEquals(44_000, record.getSavedMs());
        assertThat(console.toString(StandardCharsets.UTF_8), containsString("The cache saved about 44 sec"));
        String page =
                jenkins.createWebClient().getPage(run, "image-builds/build/7/").asNormalizedText();
        assertThat(page, containsString("about 44 sec saved"));
        assertThat(jenkins.createWebClient().getPage(run).asNormalizedText(), containsString("about 44 sec saved"));
    }

    @Test
    void runsOfLongAgoDoNotCount() throws Exception {
        build(step("RUN make", StepState.DONE, 8_000));
        for (int i = 0; i < 10; i++) {
            assertEquals(8_000, build(step("RUN make", StepState.CACHED, 0)).getSavedMs());
        }
        assertEquals(0, build(step("RUN make", StepState.CACHED, 0)).getSavedMs());
    }

    @Test
    void anotherJobsStepsDoNotCount() throws Exception {
        build(step("RUN make", StepState.DONE, 8_000));
        makeJob();
        assertEquals(0, build(step("RUN make", StepState.CACHED, 0)).getSavedMs());
    }

    private ImageBuildRecord build(StepChanged... steps) throws Exception {
        run = jenkins.buildAndAssertSuccess(job);
        KeptEvents events = new KeptEvents(run, "7", out -> out);
        events.begin(Results.request());
        events.keep(EventLines.of(steps));
        return ImageBuildAction.record(
                run,
                new StreamTaskListener(console, StandardCharsets.UTF_8),
                "7",
                Results.request(),
                Results.success(),
                null);
    }

    private StepChanged step(String name, StepState state, long ms) {
        return new StepChanged(1, 1, "", name.hashCode(), name, state, ms, "");
    }
}
