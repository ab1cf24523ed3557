package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.model.Failure;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is configured of a Kubernetes node goes through forms and files unchanged, and what could never work is refused. */
@WithJenkins
class KubernetesNodeFormTest {
    private static final String PROPERTIES =
            "name,cloud,namespace,image,profile,allowPrivileged,architectures,resources,maxResources,nodeSelector,tolerations,"
                    + "serviceAccount,podLabels,podAnnotations,pullSecrets,yaml,allowPodYaml,buildkitdToml,startTimeout,warmPods,"
                    + "buildsPerPod,idleTimeout,cacheSize,cacheStorageClass,maxBuilds,priority,weight,labels";

    private static KubernetesNodeConfiguration whole() {
        KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");
        node.setCloud("cluster");
        node.setNamespace("builds");
        node.setImage("registry.example.com/buildkit:1");
        node.setProfile("privileged");
        node.setAllowPrivileged(true);
        node.setArchitectures(List.of("arm64", "arm"));
        node.setResources(List.of("requests.cpu=500m", "limits.memory=4Gi"));
        node.setMaxResources(List.of("cpu=4", "memory=16Gi"));
        node.setNodeSelector(List.of("disk=ssd"));
        node.setTolerations(List.of("builds=images:NoSchedule", "spot"));
        node.setServiceAccount("builder");
        node.setPodLabels(List.of("team=a b"));
        node.setPodAnnotations(List.of("note=what it is for"));
        node.setPullSecrets(List.of("registry"));
        node.setYaml("spec:\n  priorityClassName: low\n");
        node.setAllowPodYaml(true);
        node.setBuildkitdToml("debug = true\n[worker.oci]\n  gc = true");
        node.setStartTimeout("2m");
        node.setWarmPods(1);
        node.setBuildsPerPod(3);
        node.setIdleTimeout("10m");
        node.setCacheSize("50Gi");
        node.setCacheStorageClass("fast");
        node.setMaxBuilds(20);
        node.setPriority(5);
        node.setWeight(7);
        node.setLabels(List.of("cluster", "zone=eu"));
        return node;
    }

    @Test
    void theFormKeepsEverything(JenkinsRule r) throws Exception {
        r.jenkins.clouds.add(new KubernetesCloud("cluster"));
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(whole(), new KubernetesNodeConfiguration("plain")));
        ImageFarmConfiguration.get().setFarms(List.of(new FarmConfiguration("all", List.of("plain", "pods"))));
        r.configRoundtrip();
        List<KubernetesNodeConfiguration> nodes = ImageFarmConfiguration.get().getKubernetesNodes();
        assertEquals(2, nodes.size());
        r.assertEqualBeans(whole(), nodes.get(0), PROPERTIES);
        r.assertEqualBeans(new KubernetesNodeConfiguration("plain"), nodes.get(1), PROPERTIES);
    }

    @Test
    void codeKeepsEverything(JenkinsRule r, @TempDir Path folder) throws Exception {
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(whole()));
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("imageFarm"));
        ImageFarmConfiguration.get().setKubernetesNodes(List.of());
        Path file =
                Files.writeString(folder.resolve("jenkins.yaml"), "unclassified:\n  imageFarm:\n" + exported.indent(4));
        ConfigurationAsCode.get().configure(file.toString());
        r.assertEqualBeans(
                whole(), ImageFarmConfiguration.get().getKubernetesNodes().get(0), PROPERTIES);
    }

    @Test
    void namesAreTakenOverBothKindsOfNodes(@SuppressWarnings("unused") JenkinsRule r) {
        ImageFarmConfiguration.get().setNodes(List.of(new NodeConfiguration("pods", "unix:///run/x.sock")));
        Failure refused = assertThrows(
                Failure.class,
                () -> ImageFarmConfiguration.get()
                        .setKubernetesNodes(List.of(new KubernetesNodeConfiguration("pods"))));
        assertThat(refused.getMessage(), containsString("pods"));
        assertEquals(List.of(), ImageFarmConfiguration.get().getKubernetesNodes());
    }

    @Test
    void whatCouldNeverWorkIsRefused(@SuppressWarnings("unused") JenkinsRule r) {
        assertRefused(node -> node.setProfile("root"), "There is no profile 'root'");
        assertRefused(node -> node.setProfile("privileged"), "which allowPrivileged must permit");
        assertRefused(node -> node.setArchitectures(List.of("x86_64")), "'x86_64' is no architecture");
        assertRefused(node -> node.setNamespace("Builds"), "'Builds' cannot be a name in Kubernetes");
        assertRefused(node -> node.setResources(List.of("memory=1Gi")), "'memory' is no resource of a pod");
        assertRefused(node -> node.setResources(List.of("limits.memory=much")), "'much', which is no amount");
        assertRefused(
                node -> {
                    node.setMaxResources(List.of("cpu=2"));
                    node.setResources(List.of("requests.cpu=3"));
                },
                "requests.cpu 3 is more than pods allows: cpu 2");
        assertRefused(node -> node.setNodeSelector(List.of("ssd")), "'ssd' is no name=value");
        assertRefused(node -> node.setTolerations(List.of("a:Never")), "'a:Never' is no toleration");
        assertRefused(node -> node.setStartTimeout("soon"), "'soon' is not a length of time");
        assertRefused(node -> node.setIdleTimeout("-1"), "'-1' is not a length of time");
        assertRefused(node -> node.setWarmPods(-1), "warmPods is -1");
        assertRefused(node -> node.setBuildsPerPod(0), "buildsPerPod is 0");
        assertRefused(node -> node.setMaxBuilds(0), "maxBuilds 0");
        assertRefused(node -> node.setCacheSize("5Gi"), "its pods do one build each");
        assertRefused(node -> node.setYaml("spec: [1"), "is no YAML of a pod");
        assertRefused(node -> node.setYaml("spec:\n  hostNetwork: true\n"), "asks for hostNetwork");
    }

    private static void assertRefused(Consumer<KubernetesNodeConfiguration> change, String why) {
        Failure refused = assertThrows(
                Failure.class,
                () -> {
                    KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");
                    change.accept(node);
                    ImageFarmConfiguration.get().setKubernetesNodes(List.of(node));
                },
                why);
        assertThat(refused.getMessage(), containsString(why));
        assertEquals(1, refused.getMessage().lines().count());
    }
}
