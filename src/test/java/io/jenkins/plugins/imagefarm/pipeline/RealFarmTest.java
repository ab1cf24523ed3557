package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import io.jenkins.plugins.imagefarm.config.FarmConfiguration;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.Farms;
import io.jenkins.plugins.imagefarm.fake.Leftovers;
import io.jenkins.plugins.imagefarm.fake.PlainRegistry;
import io.jenkins.plugins.imagefarm.fake.RealNodes;
import io.jenkins.plugins.imagefarm.fake.RunProcess;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import io.jenkins.plugins.imagefarm.run.ImageBuildRecord;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The real engine on nodes of a farm that are real daemons, for two platforms, of which one is emulated. */
class RealFarmTest {
    private static final int LINES = 40;
    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";

    @RegisterExtension
    private static final BuildWatcherExtension CONSOLES = new BuildWatcherExtension();

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final String repository = "steps/" + UUID.randomUUID();
    private final RunProcess process = new RunProcess();

    @Test
    void aBuildKitNodeAndADockerNodeMakeOneIndex() throws Throwable {
        session.then(r -> {
            RealNodes.buildkit("tls", AMD64);
            RealNodes.docker("docker", ARM64);
            assertOneIndex(r, "tls", "docker");
        });
    }

    @Test
    void aPodmanNodeOverSshAndABuildKitNodeMakeOneIndex() throws Throwable {
        session.then(r -> {
            RealNodes.podman("podman", "PODMAN5_NODE1", AMD64);
            RealNodes.buildkit("tls", ARM64);
            assertOneIndex(r, "podman", "tls");
        });
    }

    private void assertOneIndex(JenkinsRule r, String amd64, String arm64) throws Exception {
        WorkflowRun run = r.waitForCompletion(start(r, "job", "uname -m", ""));
        r.assertBuildStatusSuccess(run);
        JSONObject index = manifest("1");
        JSONArray manifests = index.getJSONArray("manifests");
        assertEquals(
                List.of("amd64", "arm64"),
                IntStream.range(0, 2)
                        .mapToObj(i -> manifests
                                .getJSONObject(i)
                                .getJSONObject("platform")
                                .getString("architecture"))
                        .toList());
        r.assertLogContains(AMD64 + ": " + amd64 + " true", run);
        r.assertLogContains(ARM64 + ": " + arm64 + " false", run);
        r.assertLogContains("digest " + manifests.getJSONObject(1).getString("digest"), run);
        ImageBuildRecord record =
                run.getAction(ImageBuildAction.class).getImageBuilds().get(0);
        assertEquals(Set.of(AMD64, ARM64), record.getSizes().keySet());
        assertEquals(blobBytes(manifests), record.getSize());
        Leftovers.assertNone(r.jenkins.getWorkspaceFor((WorkflowJob) run.getParent()));
        Farms.awaitNoHolds();
    }

    @Test
    void imageBuildTakesOneNodeOfAFarm() throws Throwable {
        session.then(r -> {
            RealNodes.buildkit("tls", AMD64);
            RealNodes.docker("docker", ARM64);
            ImageFarmConfiguration.get().setFarms(List.of(new FarmConfiguration("all", List.of("docker", "tls"))));
            configureRegistry();
            WorkflowJob job = r.createProject(WorkflowJob.class, "job");
            job.setDefinition(new CpsFlowDefinition(
                    "node { def r = imageBuild(dockerfileText: 'FROM %s', farm: 'all', platforms: 'linux/amd64', push: true, tags: '%s'); echo \"made ${r.digest}\" }"
                            .formatted(Engines.baseImage(), tag()),
                    true));
            WorkflowRun run = r.buildAndAssertSuccess(job);
            r.assertLogContains("made sha256:", run);
            Farms.awaitNoHolds();
        });
    }

    @Test
    void aRestartInTheMiddleOfRunsLosesAndDoublesNoLine() throws Throwable {
        session.then(r -> {
            RealNodes.buildkit("tls", AMD64);
            RealNodes.docker("docker", ARM64);
            WorkflowRun run =
                    start(r, "job", "for i in \\$(seq " + LINES + "); do echo line \\$i; sleep 0.3; done", "");
            r.waitForMessage(" line 7", run);
        });
        session.then(r -> {
            WorkflowRun run =
                    r.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            for (String part : List.of(AMD64 + "@tls", ARM64 + "@docker")) {
                List<String> lines = JenkinsRule.getLog(run)
                        .lines()
                        .filter(line -> line.startsWith("[" + part + "] ") && line.matches(".*#\\d+ \\S+ line \\d+"))
                        .map(line -> line.replaceFirst(".* line ", ""))
                        .toList();
                assertEquals(
                        IntStream.rangeClosed(1, LINES)
                                .mapToObj(String::valueOf)
                                .toList(),
                        lines,
                        part);
            }
        });
    }

    @Test
    void anAbortEndsTheRunsOnAllNodes() throws Throwable {
        session.then(r -> {
            RealNodes.buildkit("tls", AMD64);
            RealNodes.docker("docker", ARM64);
            WorkflowRun run = start(r, "job", process.command(), "");
            process.await(2);
            run.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
            process.await(0);
            Leftovers.assertNone(r.jenkins.getWorkspaceFor((WorkflowJob) run.getParent()));
            Farms.awaitNoHolds();
        });
    }

    @Test
    void buildsThatNobodyWaitsForEndOrAreCancelled() throws Throwable {
        session.then(r -> {
            RealNodes.buildkit("tls", AMD64);
            configureRegistry();
            String build =
                    "farmBuild(wait: false, noCache: true, push: true, tags: '%s', platforms: '%s', dockerfileText: 'FROM %s\\nRUN "
                            .formatted(tag(), AMD64, Engines.baseImage());
            UnwaitedBuilds.run(r, build + "true')", build + process.command() + "')", process);
            Farms.awaitNoHolds();
        });
    }

    @Test
    void twoBuildsShareTheOnlySlot() throws Throwable {
        session.then(r -> {
            RealNodes.docker("docker", AMD64);
            WorkflowRun first = start(r, "first", process.command(), ", platforms: 'linux/amd64'");
            process.await(1);
            WorkflowRun second = start(r, "second", "true", ", platforms: 'linux/amd64'");
            r.waitForMessage("Waiting for a slot: position 1; docker runs 1 of 1 build", second);
            first.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(first));
            r.assertBuildStatusSuccess(r.waitForCompletion(second));
        });
    }

    @Test
    void aBuildThatIsAbortedWhileItWaitsLeavesNothing() throws Throwable {
        session.then(r -> {
            RealNodes.docker("docker", AMD64);
            WorkflowRun first = start(r, "first", process.command(), ", platforms: 'linux/amd64'");
            process.await(1);
            WorkflowRun second = start(r, "second", "true", ", platforms: 'linux/amd64'");
            r.waitForMessage("Waiting for a slot", second);
            second.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(second));
            Leftovers.assertNone(r.jenkins.getWorkspaceFor((WorkflowJob) second.getParent()));
            first.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(first));
            process.await(0);
        });
    }

    private WorkflowRun start(JenkinsRule r, String name, String command, String parameters) throws Exception {
        configureRegistry();
        WorkflowJob job = r.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(
                """
                node {
                  def result = farmBuild(dockerfileText: "FROM %s\\nRUN %s\\n", noCache: true, push: true, tags: '%s'%s)
                  result.platforms.each { p, built -> echo "${p}: ${built.node} ${built.native} digest ${built.digest}" }
                }
                """.formatted(
                                Engines.baseImage(),
                                command,
                                tag(),
                                parameters.isEmpty() ? ", platforms: '" + AMD64 + "," + ARM64 + "'" : parameters),
                true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static void configureRegistry() {
        PlainRegistry.register();
    }

    private String tag() {
        return Engines.plainRegistry() + "/" + repository + ":1";
    }

    /** Of configurations and layers; one that both manifests name is stored once. */
    private long blobBytes(JSONArray manifests) throws Exception {
        Map<String, Long> blobs = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            JSONObject manifest = manifest(manifests.getJSONObject(i).getString("digest"));
            JSONArray parts = manifest.getJSONArray("layers");
            parts.add(manifest.getJSONObject("config"));
            for (int j = 0; j < parts.size(); j++) {
                blobs.put(
                        parts.getJSONObject(j).getString("digest"),
                        parts.getJSONObject(j).getLong("size"));
            }
        }
        return blobs.values().stream().mapToLong(Long::longValue).sum();
    }

    private JSONObject manifest(String reference) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + Engines.plainRegistry() + "/v2/" + repository
                                        + "/manifests/" + reference))
                                .header(
                                        "Accept",
                                        "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return JSONObject.fromObject(answer.body());
    }
}
