package io.jenkins.plugins.imagefarm.kubernetes;

import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.config.RegistryConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.RealNodes;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.FakeCluster;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What {@code bin/bench pods} measures; no test, it asserts nothing. Each line that begins with {@code BENCH} is one figure. */
@WithJenkins
class PodBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int MANY = 100;
    private static final Duration START = Duration.ofSeconds(1);

    @Test
    void fromStepToFirstStepOfTheBuild(JenkinsRule r) throws Exception {
        try (FakeCluster cluster = FakeCluster.withDaemons()) {
            node(cluster);
            cluster.script(PodScript.ready().after(START));
            WorkflowJob job = job(r, "node { imageBuild(builder: 'pods', %s) }".formatted(image("date")));
            r.buildAndAssertSuccess(job); // classes are loaded, and the engine's jar is there
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                WorkflowRun run = job.scheduleBuild2(0).waitForStart();
                long begun = awaitLine(run, "[Pipeline] imageBuild");
                times.add(awaitLine(run, "#1 [internal]") - begun - START.toMillis());
                r.waitForCompletion(run);
            }
            report("start", median(times));
        }
    }

    @Test
    void aWarmPodAndAFixedNode(JenkinsRule r) throws Exception {
        try (FakeCluster cluster = FakeCluster.withDaemons()) {
            node(cluster).setWarmPods(1);
            RealNodes.buildkit("fixed", "linux/amd64");
            WorkflowJob job = job(r, """
                    node {
                      def build = { name -> imageBuild(builder: name, %s) }
                      build('pods'); build('fixed')
                      for (int i = 0; i < %d; i++) {
                        def start = System.currentTimeMillis()
                        build('pods')
                        def middle = System.currentTimeMillis()
                        build('fixed')
                        echo "ROUND ${middle - start} ${System.currentTimeMillis() - middle}"
                      }
                    }
                    """.formatted(image("true"), ROUNDS));
            WorkflowRun run = r.buildAndAssertSuccess(job);
            List<Long> warm = new ArrayList<>();
            List<Long> fixed = new ArrayList<>();
            JenkinsRule.getLog(run)
                    .lines()
                    .filter(line -> line.startsWith("ROUND "))
                    .forEach(line -> {
                        warm.add(Long.parseLong(line.split(" ")[1]));
                        fixed.add(Long.parseLong(line.split(" ")[2]));
                    });
            report("warm", median(warm));
            report("fixed", median(fixed));
        }
    }

    @Test
    void manyBuildsAtOnce(@SuppressWarnings("unused") JenkinsRule r) throws Exception {
        try (FakeCluster cluster = FakeCluster.withoutDaemons()) {
            node(cluster).setMaxBuilds(2 * MANY);
            new Asker("first#1:1", "pods").want().ready();
            cluster.forgetCalls();
            long before = heap();
            long start = System.currentTimeMillis();
            List<Asker> askers = IntStream.range(0, MANY)
                    .mapToObj(i -> new Asker("job#" + i + ":1", "pods").want())
                    .toList();
            for (Asker asker : askers) {
                asker.ready();
            }
            report("many-ms", System.currentTimeMillis() - start);
            report("many-kib", Math.max(0, heap() - before) / MANY / 1024);
            report(
                    "many-threads",
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("Image Farm: pods")
                                    || thread.getName().startsWith("Image Farm: Kubernetes"))
                            .count());
            askers.forEach(Asker::release);
            while (KubernetesPods.get().pods().size() > 1) {
                Thread.sleep(20);
            }
            report("many-calls", cluster.calls().size() / MANY);
        }
    }

    private static KubernetesNodeConfiguration node(FakeCluster cluster) {
        cluster.cloud("test");
        RegistryConfiguration registry = new RegistryConfiguration("plain", Engines.plainRegistry());
        registry.setInsecure(true);
        ImageFarmConfiguration.get().setRegistries(List.of(registry));
        KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");
        node.setImage(cluster.image());
        node.setBuildkitdToml("[registry.\"%s\"]\n  http = true\n".formatted(Engines.plainRegistry()));
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(node));
        return node;
    }

    private static String image(String command) {
        return "dockerfileText: '''FROM %s\nRUN %s\n'''".formatted(Engines.baseImage(), command);
    }

    private static WorkflowJob job(JenkinsRule r, String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, false));
        return job;
    }

    /** When that was first seen on the console, in milliseconds since 1970. */
    private static long awaitLine(WorkflowRun run, String text) throws Exception {
        while (!JenkinsRule.getLog(run).contains(text)) {
            Thread.sleep(5);
        }
        return System.currentTimeMillis();
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void report(String name, long value) {
        System.out.println("BENCH " + name + " " + value);
    }
}
