package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleProject;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.RunProcess;
import io.jenkins.plugins.imagefarm.freestyle.ImageBuilder;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.FakeCluster;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodPlay;
import io.jenkins.plugins.imagefarm.pipeline.ImageBuildStep;
import java.util.List;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A controller in a process of its own that is killed in the middle of builds. The freestyle build is dead then, and its pod is reaped; the Pipeline
 * goes on, and so does its pod; those of others are nobody's business.
 */
class KilledControllerTest {
    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    private final FakeCluster cluster = FakeCluster.withDaemons();
    private final RunProcess process = new RunProcess();

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    /** The engine of the dead build, which would wait for half an hour for somebody to look after it. */
    @AfterEach
    void endEngines() {
        String home = jenkins.getHome().getPath();
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(home)
                        && process.info().commandLine().orElse("").contains("image-farm-"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void podsOfDeadBuildsGoAndOthersStay() throws Throwable {
        String url = cluster.url();
        String namespace = cluster.namespace();
        String image = cluster.image();
        String dockerfile = "FROM " + Engines.baseImage() + "\nRUN " + process.command() + "\n";
        String toml = "[registry.\"%s\"]\n  http = true\n".formatted(Engines.plainRegistry());
        jenkins.startJenkins();
        jenkins.runRemotely(r -> {
            start(r, url, namespace, image, toml, dockerfile);
        });
        process.await(2);
        Pod others = cluster.client()
                .pods()
                .inNamespace(namespace)
                .resource(new PodBuilder(cluster.client()
                                .pods()
                                .inNamespace(namespace)
                                .list()
                                .getItems()
                                .get(0))
                        .editMetadata()
                        .withName("of-another-controller")
                        .withUid(null)
                        .withResourceVersion(null)
                        .addToLabels(PodMark.CONTROLLER, "another")
                        .endMetadata()
                        .withStatus(null)
                        .build())
                .create();
        assertEquals(3, cluster.plays().size());
        String freestyle = podOf("freestyle#1");
        String pipeline = podOf("pipeline#1");
        jenkins.stopJenkinsForcibly();
        jenkins.startJenkins();
        Await.that(() -> names().stream().noneMatch(freestyle::equals));
        assertTrue(names().containsAll(List.of(pipeline, others.getMetadata().getName())), names().toString());
        process.await(1);
        jenkins.runRemotely(r -> {
            assertTrue(r.jenkins
                    .getItemByFullName("pipeline", WorkflowJob.class)
                    .getLastBuild()
                    .isBuilding());
            r.jenkins
                    .getItemByFullName("pipeline", WorkflowJob.class)
                    .getLastBuild()
                    .doStop();
        });
        Await.that(() -> names().equals(List.of("of-another-controller")));
        process.await(0);
    }

    private static void start(JenkinsRule r, String url, String namespace, String image, String toml, String dockerfile)
            throws Exception {
        KubernetesCloud cloud = new KubernetesCloud("test");
        cloud.setServerUrl(url);
        cloud.setNamespace(namespace);
        cloud.setSkipTlsVerify(true);
        r.jenkins.clouds.add(cloud);
        KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");
        node.setImage(image);
        node.setBuildkitdToml(toml);
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(node));
        r.jenkins.setNumExecutors(4);
        ImageBuildStep step = new ImageBuildStep();
        step.setBuilder("pods");
        step.setDockerfileText(dockerfile);
        step.setNoCache(true);
        FreeStyleProject freestyle = r.createFreeStyleProject("freestyle");
        freestyle.getBuildersList().add(new ImageBuilder(step));
        freestyle.scheduleBuild2(0).waitForStart();
        WorkflowJob pipeline = r.createProject(WorkflowJob.class, "pipeline");
        pipeline.setDefinition(new CpsFlowDefinition(
                "node { imageBuild(builder: 'pods', noCache: true, dockerfileText: '''" + dockerfile + "''') }", true));
        pipeline.scheduleBuild2(0).waitForStart();
    }

    private String podOf(String run) {
        return cluster.client().pods().inNamespace(cluster.namespace()).list().getItems().stream()
                .filter(pod -> PodMark.of(pod)
                        .filter(mark -> mark.build().startsWith(run))
                        .isPresent())
                .map(pod -> pod.getMetadata().getName())
                .findFirst()
                .orElseThrow();
    }

    private List<String> names() {
        return cluster.plays().stream().map(PodPlay::name).toList();
    }
}
