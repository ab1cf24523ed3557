package io.jenkins.plugins.imagefarm.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Fingerprint;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.docker.commons.fingerprint.DockerFingerprints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a run remembers of its image builds. */
@WithJenkins
class ImageBuildActionTest {
    private JenkinsRule jenkins;
    private FreeStyleProject job;
    private FreeStyleBuild run;

    @BeforeEach
    void runBuild(JenkinsRule rule) throws Exception {
        jenkins = rule;
        job = jenkins.createFreeStyleProject("job");
        run = jenkins.buildAndAssertSuccess(job);
    }

    @Test
    void remoteApi() throws Exception {
        record("7", run);
        for (String url : List.of(run.getUrl() + "api/json", run.getUrl() + "image-builds/api/json")) {
            JSONObject json = jenkins.getJSON(url).getJSONObject();
            JSONObject action = json.has("imageBuilds")
                    ? json
                    : json.getJSONArray("actions").stream()
                            .map(JSONObject.class::cast)
                            .filter(one -> one.has("imageBuilds"))
                            .findFirst()
                            .orElseThrow();
            JSONObject built = action.getJSONArray("imageBuilds").getJSONObject(0);
            assertEquals("7", built.getString("stepId"));
            assertEquals("SUCCESS", built.getString("state"));
            assertEquals(Results.DIGEST.toString(), built.getString("digest"));
            assertEquals(Results.IMAGE_ID.toString(), built.getString("imageId"));
            assertEquals(
                    List.of(
                            Results.TAG + "@" + Results.DIGEST,
                            "registry.example.com/team/app:latest@" + Results.DIGEST),
                    built.getJSONArray("images"));
            assertEquals(List.of("linux/amd64"), built.getJSONArray("platforms"));
            assertTrue(built.getBoolean("pushed"));
            assertEquals("unix:///run/buildkit/buildkitd.sock", built.getString("builder"));
            assertEquals(1_700_000_000_000L, built.getLong("startedAt"));
            assertEquals(65_000, built.getLong("durationMs"));
            assertEquals(3, built.getInt("cachedSteps"));
            assertEquals(5, built.getInt("totalSteps"));
            assertEquals(12_900_000, built.getLong("size"));
            assertEquals(12_900_000, built.getJSONObject("sizes").getLong("linux/amd64"));
            assertThat(built.getJSONArray("warnings"), hasSize(1));
            assertEquals("image-build-7-metadata.json", built.getString("metadata"));
            assertTrue(built.getJSONObject("problem").isNullObject());
        }
    }

    @Test
    void failuresTellWhoseFaultTheyAre() {
        ImageBuildAction.record(
                run,
                TaskListener.NULL,
                "7",
                Results.request(),
                Results.failure(Problem.service("The registry answered with 503", "Try again later.")),
                null);
        ImageBuildRecord failed = records(run).get(0);
        assertEquals("FAILURE", failed.getState());
        assertEquals("SERVICE", failed.getFault());
        assertEquals("The registry answered with 503", failed.getProblem());
        assertEquals("Try again later.", failed.getAdvice());
        assertEquals(List.of(Results.TAG), failed.getTags(), "the name the image was to have");
        assertEquals(List.of(), failed.getImages());
        assertNull(failed.getMetadata());
        assertNull(failed.getFingerprint());
    }

    @Test
    void tellsWhichNodeBuiltWhat() throws Exception {
        ImageBuildAction.record(run, TaskListener.NULL, "7", Results.request(), Results.ofFarm(), null);
        run.reload();
        ImageBuildRecord built = records(run).get(0);
        assertEquals(List.of("linux/amd64@n1", "linux/arm64@n3", "linux/arm64@n2"), built.getPlan());
        assertEquals(List.of("linux/arm64@n3 was moved: n3 does not answer any more"), built.getMoves());
        assertEquals(Results.COMMIT, built.getCommit());
        BuiltPart emulated = built.getParts().get(1);
        assertEquals("linux/arm64", emulated.getPlatform());
        assertEquals(Results.DIGEST.toString(), emulated.getDigest());
        assertEquals("n2", emulated.getNode());
        assertTrue(emulated.isEmulated());
        assertEquals(9_000, emulated.getDurationMs());
        JSONObject json =
                jenkins.getJSON(run.getUrl() + "image-builds/api/json").getJSONObject();
        assertEquals(
                "n1",
                json.getJSONArray("imageBuilds")
                        .getJSONObject(0)
                        .getJSONArray("parts")
                        .getJSONObject(0)
                        .getString("node"));
    }

    @Test
    void survivesRestartWithoutAnySecret() throws Throwable {
        record("7", run);
        String xml = Files.readString(run.getRootDir().toPath().resolve("build.xml"));
        assertThat(xml, containsString(Results.DIGEST.toString()));
        assertThat(xml, not(containsString(Results.SECRET)));
        assertThat("only what is documented", xml, not(containsString("containerimage.digest")));

        jenkins.restart();
        Run<?, ?> loaded =
                jenkins.jenkins.getItemByFullName("job", FreeStyleProject.class).getBuildByNumber(1);
        assertEquals(Results.DIGEST.toString(), records(loaded).get(0).getDigest());
        record("8", loaded);
        assertThat(records(loaded), hasSize(2));
    }

    /** After a restart a step may be told once more how its build ended. */
    @Test
    void oneRecordForEachStep() throws Exception {
        record("7", run);
        record("8", run);
        record("7", run);
        assertEquals(
                List.of("8", "7"),
                records(run).stream().map(ImageBuildRecord::getStepId).toList());
        assertThat(run.getActions(ImageBuildAction.class), hasSize(1));
    }

    @Test
    void parallelSteps() throws Exception {
        int steps = 16;
        CyclicBarrier together = new CyclicBarrier(steps);
        ExecutorService threads = Executors.newFixedThreadPool(steps);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int step = 0; step < steps; step++) {
                String id = String.valueOf(step);
                ends.add(threads.submit(() -> {
                    together.await();
                    record(id, run);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(run.getActions(ImageBuildAction.class), hasSize(1));
        assertThat(records(run), hasSize(steps));
        assertThat(run.getArtifacts(), hasSize(steps));
        run.reload();
        assertThat("what is on disk", records(run), hasSize(steps));
    }

    @Test
    void imageIsTracedToItsRuns() throws Exception {
        record("7", run);
        FreeStyleBuild again = jenkins.buildAndAssertSuccess(job);
        record("7", again);
        for (Digest digest : List.of(Results.DIGEST, Results.IMAGE_ID)) {
            Fingerprint fingerprint = DockerFingerprints.of(digest.toString());
            assertEquals("job", fingerprint.getOriginal().getName());
            assertEquals(1, fingerprint.getOriginal().getNumber());
            assertEquals(Set.of("job"), fingerprint.getUsages().keySet());
            assertTrue(fingerprint.getRangeSet("job").includes(1));
            assertTrue(fingerprint.getRangeSet("job").includes(2));
            assertThat(fingerprint.getFileName(), containsString(Results.TAG + "@" + digest));
        }
        assertEquals(
                DockerFingerprints.getFingerprintHash(Results.DIGEST.toString()),
                records(run).get(0).getFingerprint());
    }

    @Test
    void metadataIsAnArtifact() throws Exception {
        record("7", run);
        String content = jenkins.createWebClient()
                .goTo(run.getUrl() + "artifact/image-build-7-metadata.json", "application/json")
                .getWebResponse()
                .getContentAsString();
        assertEquals(Results.DIGEST.toString(), JSONObject.fromObject(content).getString("containerimage.digest"));
    }

    /** Of another version, or damaged: a page with less on it is better than none. */
    @Test
    void oldAndEmptyData() throws Exception {
        String action = ImageBuildAction.class.getName();
        String record = ImageBuildRecord.class.getName();
        for (String xml : List.of(
                "<" + action + "/>",
                "<" + action + "><imageBuilds/></" + action + ">",
                "<" + action + "><imageBuilds><" + record + "/></imageBuilds></" + action + ">",
                "<" + action + "><imageBuilds><" + record + "><state>NEW</state><later>1</later></" + record
                        + "></imageBuilds></" + action + ">")) {
            run.replaceAction((ImageBuildAction) Run.XSTREAM2.fromXML(xml));
            JenkinsRule.WebClient client = jenkins.createWebClient();
            client.goTo(run.getUrl());
            client.goTo(run.getUrl() + "image-builds/");
            jenkins.getJSON(run.getUrl() + "api/json");
        }
    }

    private static void record(String stepId, Run<?, ?> run) {
        ImageBuildAction.record(run, TaskListener.NULL, stepId, Results.request(), Results.success(), null);
    }

    private static List<ImageBuildRecord> records(Run<?, ?> run) {
        return run.getAction(ImageBuildAction.class).getImageBuilds();
    }
}
