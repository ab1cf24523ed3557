package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.config.RegistryConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.FakeCluster;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What docs/operate/kubernetes.md and the role beside it say is true. */
@WithJenkins
class KubernetesRecipeTest {
    private static final Path PAGE = Path.of("docs/operate/kubernetes.md");
    private static final Path ROLE = Path.of("docs/operate/kubernetes-rbac.yaml");
    private static final List<String> VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");
    private static final List<String> RESOURCES = List.of(
            "pods",
            "pods/log",
            "pods/exec",
            "pods/portforward",
            "pods/status",
            "secrets",
            "configmaps",
            "events",
            "persistentvolumeclaims",
            "namespaces",
            "nodes");

    private final FakeCluster cluster = FakeCluster.withDaemons();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void configurationsAreTakenAndTheExampleBuilds(JenkinsRule r, @TempDir Path folder) throws Exception {
        cluster.cloud("kubernetes");
        List<String> configurations = examples("yaml").stream()
                .filter(example -> example.startsWith("unclassified"))
                .toList();
        assertEquals(2, configurations.size());
        for (String configuration : configurations) {
            Path file = Files.writeString(folder.resolve("jenkins.yaml"), configuration);
            ConfigurationAsCode.get().configure(file.toString());
            assertEquals(
                    "pods",
                    ImageFarmConfiguration.get().getKubernetesNodes().get(0).getName());
        }
        pods(node -> {});
        for (String pipeline : examples("groovy")) {
            WorkflowJob job = r.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(
                    pipeline.replace(
                                    "node {\n",
                                    "node {\n    writeFile file: 'Dockerfile', text: 'FROM " + Engines.baseImage()
                                            + "'\n")
                            .replace("registry.example.com", Engines.plainRegistry()),
                    true));
            r.buildAndAssertSuccess(job);
        }
    }

    @Test
    void theRoleIsEnoughForAllThatBuildsNeed(JenkinsRule r) throws Exception {
        Set<String> rights = rights();
        for (String verb : VERBS) {
            for (String resource : RESOURCES) {
                if (!rights.contains(verb + " " + resource)) {
                    cluster.forbid(verb + " " + resource);
                }
            }
        }
        cluster.cloud("kubernetes");
        pods(node -> {
            node.setIdleTimeout("10m");
            node.setCacheSize("1Gi");
        });
        cluster.script(PodScript.ready().unreachable());
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node { imageBuild(builder: 'pods', dockerfileText: 'FROM " + Engines.baseImage() + "') }", true));
        r.assertLogContains("through the API server", r.buildAndAssertSuccess(job));
        cluster.script(PodScript.exits(1, "its last words\n"));
        job.setDefinition(new CpsFlowDefinition(
                "node { imageBuild(builder: 'pods', retries: 0, dockerfileText: 'FROM " + Engines.baseImage() + "') }",
                true));
        pods(node -> {});
        r.assertLogContains("its last words", r.buildAndAssertStatus(hudson.model.Result.FAILURE, job));
    }

    @Test
    void theRoleHasNoRightTooMany() throws IOException {
        Set<String> rights = rights();
        assertFalse(rights.contains("get secrets") || rights.contains("list secrets"), rights.toString());
        assertEquals(
                Set.of(
                        "create pods",
                        "delete pods",
                        "list pods",
                        "watch pods",
                        "get pods/log",
                        "create pods/portforward",
                        "get pods/portforward",
                        "create secrets",
                        "create persistentvolumeclaims",
                        "get persistentvolumeclaims"),
                rights);
    }

    @Test
    void theNetworkPolicyLetsAgentsToTheDaemonsPortOnly() throws IOException {
        NetworkPolicy policy = examples("yaml").stream()
                .filter(example -> example.contains("kind: NetworkPolicy"))
                .map(example -> Serialization.unmarshal(example, NetworkPolicy.class))
                .findFirst()
                .orElseThrow();
        assertEquals(
                1234,
                policy.getSpec().getIngress().get(0).getPorts().get(0).getPort().getIntVal());
        assertTrue(new PodMark("c", "n", "amd64", -1, "", "", 0, 0)
                .labels()
                .entrySet()
                .containsAll(policy.getSpec().getPodSelector().getMatchLabels().entrySet()));
    }

    private interface Change {
        void to(KubernetesNodeConfiguration node);
    }

    private void pods(Change change) {
        RegistryConfiguration registry = new RegistryConfiguration("plain", Engines.plainRegistry());
        registry.setInsecure(true);
        ImageFarmConfiguration.get().setRegistries(List.of(registry));
        KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");
        node.setImage(cluster.image());
        node.setBuildkitdToml("[registry.\"%s\"]\n  http = true\n".formatted(Engines.plainRegistry()));
        change.to(node);
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(node));
    }

    private static Set<String> rights() throws IOException {
        Set<String> rights = new HashSet<>();
        for (String document : Files.readString(ROLE).split("(?m)^---$")) {
            if (Serialization.unmarshal(document) instanceof Role role) {
                role.getRules()
                        .forEach(rule -> rule.getResources()
                                .forEach(resource ->
                                        rule.getVerbs().forEach(verb -> rights.add(verb + " " + resource))));
            }
        }
        return rights;
    }

    private static List<String> examples(String language) throws IOException {
        Matcher matcher =
                Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(Files.readString(PAGE));
        List<String> examples = new ArrayList<>();
        while (matcher.find()) {
            examples.add(matcher.group(1));
        }
        return examples;
    }
}
