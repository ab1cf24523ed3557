package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.ExtensionList;
import hudson.model.Failure;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlPage;
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
        node.setPodLabels(List.of("team=a"));
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
        assertRefused(node -> node.setCacheSize("much"), "'much' is no size of a volume");
        assertRefused(node -> node.setImage("Build Kit"), "'Build Kit' is not an image name");
        assertRefused(node -> node.setYaml("spec: [1"), "is no YAML of a pod");
        assertRefused(node -> node.setYaml("spec:\n  hostNetwork: true\n"), "asks for hostNetwork");
    }

    @Test
    void theLastOneCanBeRemoved(JenkinsRule r) throws Exception {
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(new KubernetesNodeConfiguration("pods")));
        HtmlPage page = r.createWebClient().goTo("configure");
        for (HtmlButton delete : page.<HtmlButton>getByXPath(
                "//button[@title='Delete Kubernetes node' or normalize-space()='Delete Kubernetes node']")) {
            delete.click();
        }
        r.submit(page.getFormByName("config"));
        assertEquals(List.of(), ImageFarmConfiguration.get().getKubernetesNodes());
    }

    /** Checks that look at several fields are made again when one of the others changes. */
    @Test
    void fieldsAreCheckedTogether(JenkinsRule r) throws Exception {
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(new KubernetesNodeConfiguration("pods")));
        HtmlPage page = r.createWebClient().goTo("configure");
        assertDependsOn("allowPrivileged", page, "//select[@name='_.profile']");
        assertDependsOn("profile allowPrivileged", page, "//textarea[@name='_.yaml']");
        assertDependsOn("maxResources", page, "//input[@name='_.resources']");
        assertDependsOn("idleTimeout warmPods", page, "//input[@name='_.cacheSize']");
    }

    private static void assertDependsOn(String others, HtmlPage page, String field) {
        assertEquals(others, page.<DomElement>getFirstByXPath(field).getAttribute("checkdependson"), field);
    }

    @Test
    void fieldsSayWhatSavingWouldSay(JenkinsRule r) {
        KubernetesNodeConfiguration.DescriptorImpl form = form(r);
        assertError("is not a node's name", form.doCheckName("two words"));
        assertError("which allowPrivileged must permit", form.doCheckProfile(false, "privileged"));
        assertOk(form.doCheckProfile(true, "privileged"));
        assertOk(form.doCheckProfile(false, "userns"));
        assertError("no architecture", form.doCheckArchitectures("amd64 x86_64"));
        assertError("cannot be a name", form.doCheckNamespace("Builds"));
        assertError("not an image name", form.doCheckImage("Build Kit"));
        assertOk(form.doCheckImage(""));
        assertError("is more than", form.doCheckResources("cpu=2", "requests.cpu=3"));
        assertOk(form.doCheckResources("cpu=4", "requests.cpu=3"));
        assertError("no resource of a pod", form.doCheckMaxResources("limits.cpu=2"));
        assertError("no name=value", form.doCheckNodeSelector("ssd"));
        assertError("no toleration", form.doCheckTolerations("a:Never"));
        assertError("cannot be a name", form.doCheckServiceAccount("Builder"));
        assertError("cannot be a name", form.doCheckPullSecrets("registry Mirror"));
        assertError("no name=value", form.doCheckPodLabels("team"));
        assertError("Kubernetes takes no label", form.doCheckPodLabels("team=a b"));
        assertError("no name=value", form.doCheckPodAnnotations("note"));
        assertOk(form.doCheckBuildkitdToml("debug = true"));
        assertError("asks for hostNetwork", form.doCheckYaml("rootless", false, "spec:\n  hostNetwork: true"));
        assertOk(form.doCheckYaml("rootless", true, "spec:\n  hostNetwork: true"));
        assertError("not a length of time", form.doCheckStartTimeout("0"));
        assertError("not a length of time", form.doCheckIdleTimeout("never"));
        assertOk(form.doCheckIdleTimeout("0"));
        assertError("do one build each", form.doCheckCacheSize("0", "0", "50Gi"));
        assertOk(form.doCheckCacheSize("0", "2", "50Gi"));
        assertOk(form.doCheckCacheSize("5m", "0", "50Gi"));
        assertError("no size of a volume", form.doCheckCacheSize("5m", "0", "50GB"));
        assertError("cannot be a name", form.doCheckCacheStorageClass("Fast"));
        assertError("not a label", form.doCheckLabels("$(id)"));
        for (FormValidation number : List.of(
                form.doCheckWarmPods("-1"),
                form.doCheckBuildsPerPod("0"),
                form.doCheckMaxBuilds("0"),
                form.doCheckPriority("65536"),
                form.doCheckWeight("-1"))) {
            assertEquals(FormValidation.Kind.ERROR, number.kind);
        }
    }

    @Test
    void cloudsOfTheKubernetesPluginAreOffered(JenkinsRule r) {
        r.jenkins.clouds.add(new KubernetesCloud("cluster"));
        r.jenkins.clouds.add(new KubernetesCloud("other"));
        assertEquals(List.of("", "cluster", "other"), values(form(r).doFillCloudItems("")));
        assertEquals(List.of("", "cluster", "other", "gone"), values(form(r).doFillCloudItems("gone")));
        assertEquals(List.of("rootless", "userns", "privileged"), values(form(r).doFillProfileItems()));
    }

    @Test
    void theTestSaysWhatIsWrongBeforeItMakesAPod(JenkinsRule r) throws Exception {
        assertThat(test(r, "name=pods&profile=privileged"), containsString("which allowPrivileged must permit"));
        assertThat(test(r, "name=pods&resources=cpu"), containsString("is no name=value"));
        assertThat(test(r, "name=pods&startTimeout=soon"), containsString("is not a length of time"));
        assertThat(test(r, "name=pods"), containsString("names no cloud"));
        assertThat(test(r, "name=pods&cloud=gone"), containsString("which does not exist"));
    }

    @Test
    void withoutTheKubernetesPluginNothingBreaks(JenkinsRule r) throws Exception {
        ExtensionList<KubernetesClusters> clusters = r.jenkins.getExtensionList(KubernetesClusters.class);
        List.copyOf(clusters).forEach(clusters::remove);
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(whole()));
        assertEquals(
                Messages.KubernetesNodeConfiguration_noPlugin(),
                form(r).doFillCloudItems("").get(0).name);
        assertThat(test(r, "name=pods"), containsString(Messages.KubernetesNodeConfiguration_noPlugin()));
        r.configRoundtrip();
        r.assertEqualBeans(
                whole(), ImageFarmConfiguration.get().getKubernetesNodes().get(0), PROPERTIES);
        assertThat(
                r.createWebClient().goTo("image-farm/").asNormalizedText(),
                containsString(Messages.NodeAccess_noKubernetes("pods")));
    }

    private static KubernetesNodeConfiguration.DescriptorImpl form(JenkinsRule r) {
        return r.jenkins.getDescriptorByType(KubernetesNodeConfiguration.DescriptorImpl.class);
    }

    private static List<String> values(ListBoxModel items) {
        return items.stream().map(item -> item.value).toList();
    }

    /** What the button of the form shows. */
    private static String test(JenkinsRule r, String fields) throws Exception {
        JenkinsRule.WebClient client = r.createWebClient();
        URL url = new URL(client.createCrumbedUrl(
                        "descriptorByName/" + KubernetesNodeConfiguration.class.getName() + "/testConnection")
                + "&" + fields);
        return client.getPage(new WebRequest(url, HttpMethod.POST))
                .getWebResponse()
                .getContentAsString();
    }

    private static void assertError(String text, FormValidation answer) {
        assertEquals(FormValidation.Kind.ERROR, answer.kind);
        assertThat(answer.getMessage(), containsString(text.replace("'", "&#039;")));
    }

    private static void assertOk(FormValidation answer) {
        assertEquals(FormValidation.Kind.OK, answer.kind, answer.getMessage());
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
