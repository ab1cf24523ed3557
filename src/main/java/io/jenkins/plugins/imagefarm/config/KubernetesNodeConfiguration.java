package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Failure;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * A node that is made when a build wants it: BuildKit in a pod, on a cluster that the Kubernetes plugin knows. Holds names only, no
 * secret, and no type of that plugin, which may not be there.
 *
 * <p>A pod does one build and is removed, unless {@link #getIdleTimeout} or {@link #getWarmPods} make a pool of them.
 */
public non-sealed class KubernetesNodeConfiguration
        implements RegisteredNode, Describable<KubernetesNodeConfiguration> {
    /** The rootless one is called so with {@code -rootless}. */
    public static final String DEFAULT_IMAGE = "moby/buildkit:v0.32.2";

    /** What nodes of an architecture build; Kubernetes has Go's names for it, of which OCI's are made. */
    private static final Map<String, Platform> ARCHITECTURES = Map.of(
            "amd64", Platform.valueOf("linux/amd64"),
            "arm64", Platform.valueOf("linux/arm64"),
            "arm", Platform.valueOf("linux/arm/v7"),
            "386", Platform.valueOf("linux/386"),
            "ppc64le", Platform.valueOf("linux/ppc64le"),
            "riscv64", Platform.valueOf("linux/riscv64"),
            "s390x", Platform.valueOf("linux/s390x"));

    /** An amount of bytes as Kubernetes writes it, of which there is some. */
    private static final Pattern SIZE =
            Pattern.compile("(?=.*[1-9])[0-9]{1,15}(?:\\.[0-9]{1,9})?(?:[KMGTPE]i|[kMGTPE])?");

    private static final String DEFAULT_ARCHITECTURE = "amd64";
    private static final String DEFAULT_START_TIMEOUT = "5m";
    private static final String NO_TIME = "0";
    private static final int DEFAULT_MAX_BUILDS = 10;

    private final String name;
    private String cloud;
    private String namespace;
    private String image;
    private String profile = PodProfile.ROOTLESS.toString();
    private boolean allowPrivileged;
    private List<String> architectures = new ArrayList<>(List.of(DEFAULT_ARCHITECTURE));
    private List<String> resources = new ArrayList<>();
    private List<String> maxResources = new ArrayList<>();
    private List<String> nodeSelector = new ArrayList<>();
    private List<String> tolerations = new ArrayList<>();
    private String serviceAccount;
    private List<String> podLabels = new ArrayList<>();
    private List<String> podAnnotations = new ArrayList<>();
    private List<String> pullSecrets = new ArrayList<>();
    private String yaml;
    private boolean allowPodYaml;
    private String buildkitdToml;
    private String startTimeout = DEFAULT_START_TIMEOUT;
    private int warmPods;
    private int buildsPerPod = 1;
    private String idleTimeout = NO_TIME;
    private String cacheSize;
    private String cacheStorageClass;
    private int maxBuilds = DEFAULT_MAX_BUILDS;
    private int priority;
    private int weight = NodeConfiguration.DEFAULT_WEIGHT;
    private List<String> labels = new ArrayList<>();

    @DataBoundConstructor
    public KubernetesNodeConfiguration(String name) {
        this.name = Util.fixNull(name).strip();
        if (this.name.isEmpty()) {
            throw new Failure(Messages.NodeConfiguration_name());
        }
        toFarmNode();
    }

    @NonNull
    @Override
    public String getName() {
        return name;
    }

    /** Name of the Kubernetes plugin's cloud; null for the only one there is. */
    @CheckForNull
    public String getCloud() {
        return cloud;
    }

    @DataBoundSetter
    public void setCloud(@CheckForNull String cloud) {
        this.cloud = Util.fixEmptyAndTrim(cloud);
    }

    /** Null for the cloud's. */
    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(@CheckForNull String namespace) {
        this.namespace = KubernetesName.label(Util.fixEmptyAndTrim(namespace));
    }

    /** BuildKit's image; null for {@link #DEFAULT_IMAGE}, in its rootless form where the profile is. */
    @CheckForNull
    public String getImage() {
        return image;
    }

    @DataBoundSetter
    public void setImage(@CheckForNull String image) {
        String given = Util.fixEmptyAndTrim(image);
        if (given != null) {
            FormCheck.failing(() -> ImageReference.valueOf(given));
        }
        this.image = given;
    }

    /** A {@link PodProfile}, as in JCasC. */
    @NonNull
    public String getProfile() {
        return profile;
    }

    @DataBoundSetter
    public void setProfile(@CheckForNull String profile) {
        this.profile = PodProfile.of(profile).toString();
    }

    /** Whether the profile or extra YAML may ask for rights on the Kubernetes node. */
    public boolean isAllowPrivileged() {
        return allowPrivileged;
    }

    @DataBoundSetter
    public void setAllowPrivileged(boolean allowPrivileged) {
        this.allowPrivileged = allowPrivileged;
    }

    /** Processors for which there are Kubernetes nodes, as {@code kubernetes.io/arch} names them. */
    @NonNull
    public List<String> getArchitectures() {
        return List.copyOf(architectures);
    }

    @DataBoundSetter
    public void setArchitectures(@CheckForNull List<String> architectures) {
        List<String> given = Words.of(architectures);
        given.stream()
                .filter(each -> !ARCHITECTURES.containsKey(each))
                .findFirst()
                .ifPresent(each -> {
                    throw new Failure(Messages.KubernetesNodeConfiguration_architecture(
                            each, String.join(", ", new TreeSet<>(ARCHITECTURES.keySet()))));
                });
        this.architectures = new ArrayList<>(given.isEmpty() ? List.of(DEFAULT_ARCHITECTURE) : given);
        toFarmNode();
    }

    /** What a pod asks for unless its build does: {@code requests.cpu=500m}, {@code limits.memory=4Gi}, …. */
    @NonNull
    public List<String> getResources() {
        return List.copyOf(resources);
    }

    @DataBoundSetter
    public void setResources(@CheckForNull List<String> resources) {
        this.resources = new ArrayList<>(Words.of(resources));
    }

    /** What no build may exceed: {@code cpu=4}, {@code memory=16Gi}, …. */
    @NonNull
    public List<String> getMaxResources() {
        return List.copyOf(maxResources);
    }

    @DataBoundSetter
    public void setMaxResources(@CheckForNull List<String> maxResources) {
        this.maxResources = new ArrayList<>(Words.of(maxResources));
    }

    /** {@code label=value}. */
    @NonNull
    public List<String> getNodeSelector() {
        return List.copyOf(nodeSelector);
    }

    @DataBoundSetter
    public void setNodeSelector(@CheckForNull List<String> nodeSelector) {
        this.nodeSelector = new ArrayList<>(Words.of(nodeSelector));
    }

    /** As {@code kubectl} writes taints: {@code key=value:Effect}, {@code key:Effect} or {@code key}, each a line. */
    @NonNull
    public List<String> getTolerations() {
        return List.copyOf(tolerations);
    }

    @DataBoundSetter
    public void setTolerations(@CheckForNull List<String> tolerations) {
        this.tolerations = new ArrayList<>(Words.lines(tolerations));
    }

    /** Null for the namespace's. Its token is not mounted. */
    @CheckForNull
    public String getServiceAccount() {
        return serviceAccount;
    }

    @DataBoundSetter
    public void setServiceAccount(@CheckForNull String serviceAccount) {
        this.serviceAccount = KubernetesName.of(Util.fixEmptyAndTrim(serviceAccount));
    }

    /** {@code name=value}, each a line. */
    @NonNull
    public List<String> getPodLabels() {
        return List.copyOf(podLabels);
    }

    @DataBoundSetter
    public void setPodLabels(@CheckForNull List<String> podLabels) {
        this.podLabels = new ArrayList<>(Words.lines(podLabels));
    }

    /** {@code name=value}, each a line. */
    @NonNull
    public List<String> getPodAnnotations() {
        return List.copyOf(podAnnotations);
    }

    @DataBoundSetter
    public void setPodAnnotations(@CheckForNull List<String> podAnnotations) {
        this.podAnnotations = new ArrayList<>(Words.lines(podAnnotations));
    }

    /** Names of Kubernetes secrets to pull the image with. */
    @NonNull
    public List<String> getPullSecrets() {
        return List.copyOf(pullSecrets);
    }

    @DataBoundSetter
    public void setPullSecrets(@CheckForNull List<String> pullSecrets) {
        List<String> given = Words.of(pullSecrets);
        given.forEach(KubernetesName::of);
        this.pullSecrets = new ArrayList<>(given);
    }

    /** A pod's YAML that is merged over what is made of the other fields. */
    @CheckForNull
    public String getYaml() {
        return yaml;
    }

    @DataBoundSetter
    public void setYaml(@CheckForNull String yaml) {
        this.yaml = Util.fixEmptyAndTrim(yaml) == null ? null : yaml;
    }

    /** Whether builds may bring YAML of their own. */
    public boolean isAllowPodYaml() {
        return allowPodYaml;
    }

    @DataBoundSetter
    public void setAllowPodYaml(boolean allowPodYaml) {
        this.allowPodYaml = allowPodYaml;
    }

    /** BuildKit's configuration file. */
    @CheckForNull
    public String getBuildkitdToml() {
        return buildkitdToml;
    }

    @DataBoundSetter
    public void setBuildkitdToml(@CheckForNull String buildkitdToml) {
        this.buildkitdToml = Util.fixEmptyAndTrim(buildkitdToml) == null ? null : buildkitdToml;
    }

    /** How long a pod may take until its daemon is ready, for instance {@code 5m}. */
    @NonNull
    public String getStartTimeout() {
        return startTimeout;
    }

    @DataBoundSetter
    public void setStartTimeout(@CheckForNull String startTimeout) {
        String given = Util.fixNull(Util.fixEmptyAndTrim(startTimeout), DEFAULT_START_TIMEOUT);
        FormCheck.failing(() -> Timeouts.parse(given));
        this.startTimeout = given;
    }

    /** How many pods of each architecture are kept ready though nobody builds. */
    public int getWarmPods() {
        return warmPods;
    }

    @DataBoundSetter
    public void setWarmPods(int warmPods) {
        if (warmPods < 0) {
            throw new Failure(Messages.KubernetesNodeConfiguration_tooFew("warmPods", warmPods, 0));
        }
        this.warmPods = warmPods;
    }

    /** How many builds a pod of the pool runs at once. */
    public int getBuildsPerPod() {
        return buildsPerPod;
    }

    @DataBoundSetter
    public void setBuildsPerPod(int buildsPerPod) {
        if (buildsPerPod < 1) {
            throw new Failure(Messages.KubernetesNodeConfiguration_tooFew("buildsPerPod", buildsPerPod, 1));
        }
        this.buildsPerPod = buildsPerPod;
    }

    /** For how long a pod stays after its last build, for instance {@code 10m}; {@code 0} for a pod that does one build. */
    @NonNull
    public String getIdleTimeout() {
        return idleTimeout;
    }

    @DataBoundSetter
    public void setIdleTimeout(@CheckForNull String idleTimeout) {
        String given = Util.fixNull(Util.fixEmptyAndTrim(idleTimeout), NO_TIME);
        FormCheck.failing(() -> idle(given));
        this.idleTimeout = given;
    }

    /** Size of a persistent volume for the cache of each pod of the pool, for instance {@code 50Gi}; null for none. */
    @CheckForNull
    public String getCacheSize() {
        return cacheSize;
    }

    @DataBoundSetter
    public void setCacheSize(@CheckForNull String cacheSize) {
        String given = Util.fixEmptyAndTrim(cacheSize);
        if (given != null && !SIZE.matcher(given).matches()) {
            throw new Failure(Messages.KubernetesNodeConfiguration_size(given));
        }
        this.cacheSize = given;
    }

    /** Of that volume; null for the cluster's default. */
    @CheckForNull
    public String getCacheStorageClass() {
        return cacheStorageClass;
    }

    @DataBoundSetter
    public void setCacheStorageClass(@CheckForNull String cacheStorageClass) {
        this.cacheStorageClass = KubernetesName.of(Util.fixEmptyAndTrim(cacheStorageClass));
    }

    /** How many builds it may run at once, of all jobs together. */
    @Override
    public int getMaxBuilds() {
        return maxBuilds;
    }

    @DataBoundSetter
    public void setMaxBuilds(int maxBuilds) {
        this.maxBuilds = maxBuilds;
        toFarmNode();
    }

    public int getPriority() {
        return priority;
    }

    @DataBoundSetter
    public void setPriority(int priority) {
        this.priority = priority;
        toFarmNode();
    }

    public int getWeight() {
        return weight;
    }

    @DataBoundSetter
    public void setWeight(int weight) {
        this.weight = weight;
        toFarmNode();
    }

    /** What a build may ask a node for. */
    @NonNull
    @Override
    public List<String> getLabels() {
        return List.copyOf(labels);
    }

    @DataBoundSetter
    public void setLabels(@CheckForNull List<String> labels) {
        this.labels = new ArrayList<>(Words.of(labels));
        toFarmNode();
    }

    @NonNull
    @Override
    public String getPlace() {
        return Messages.KubernetesNodeConfiguration_place(
                Util.fixNull(cloud, Messages.KubernetesNodeConfiguration_onlyCloud()),
                Util.fixNull(namespace, Messages.KubernetesNodeConfiguration_cloudsNamespace()));
    }

    /** How long a pod may take until its daemon is ready. */
    @NonNull
    public Duration startPatience() {
        return Timeouts.parse(startTimeout);
    }

    /** For how long a pod stays after its last build. */
    @NonNull
    public Duration idleTime() {
        return idle(idleTimeout);
    }

    /** Whether pods outlive their builds. */
    public boolean isPool() {
        return warmPods > 0 || !idleTime().isZero();
    }

    private static Duration idle(String text) {
        return text.matches("0[smhd]?") ? Duration.ZERO : Timeouts.parse(text);
    }

    @Override
    public void check() {
        if (PodProfile.of(profile) == PodProfile.PRIVILEGED && !allowPrivileged) {
            throw new Failure(Messages.KubernetesNodeConfiguration_privileged(name));
        }
        if (cacheSize != null && !isPool()) {
            throw new Failure(Messages.KubernetesNodeConfiguration_noPool(name));
        }
        ExtensionList.lookup(KubernetesClusters.class).forEach(clusters -> clusters.check(this));
    }

    @NonNull
    @Override
    public final FarmNode toFarmNode() {
        return FormCheck.failing(() -> new FarmNode(
                new Builder(name, "", BuilderType.KUBERNETES, ""),
                maxBuilds,
                priority,
                weight,
                labels,
                architectures.stream().map(ARCHITECTURES::get).toList()));
    }

    @Extension
    @Symbol("kubernetesNode")
    @Restricted(NoExternalUse.class)
    public static class DescriptorImpl extends RegisteredNodeDescriptor<KubernetesNodeConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.KubernetesNodeConfiguration_displayName();
        }

        /** As a text area shows a list: one entry a line. */
        public String lines(@CheckForNull List<String> entries) {
            return Words.text(entries, "\n");
        }

        @POST
        public ListBoxModel doFillCloudItems(@QueryParameter String cloud) {
            FormAccess.checkAdminister();
            List<KubernetesClusters> known = ExtensionList.lookup(KubernetesClusters.class);
            ListBoxModel items = new ListBoxModel();
            items.add(
                    known.isEmpty()
                            ? Messages.KubernetesNodeConfiguration_noPlugin()
                            : Messages.KubernetesNodeConfiguration_onlyCloud(),
                    "");
            Stream.concat(
                            known.stream().flatMap(clusters -> clusters.clouds().stream()),
                            Stream.ofNullable(Util.fixEmptyAndTrim(cloud)))
                    .distinct()
                    .forEach(items::add);
            return items;
        }

        @POST
        public ListBoxModel doFillProfileItems() {
            FormAccess.checkAdminister();
            ListBoxModel items = new ListBoxModel();
            for (PodProfile profile : PodProfile.values()) {
                items.add(profile.toString());
            }
            return items;
        }

        @POST
        public FormValidation doCheckProfile(@QueryParameter boolean allowPrivileged, @QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> {
                node.setProfile(value);
                node.setAllowPrivileged(allowPrivileged);
            });
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> new KubernetesNodeConfiguration(value));
        }

        @POST
        public FormValidation doCheckNamespace(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setNamespace(value));
        }

        @POST
        public FormValidation doCheckImage(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setImage(value));
        }

        @POST
        public FormValidation doCheckArchitectures(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setArchitectures(List.of(value)));
        }

        @POST
        public FormValidation doCheckResources(@QueryParameter String maxResources, @QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> {
                node.setMaxResources(List.of(Util.fixNull(maxResources)));
                node.setResources(List.of(value));
            });
        }

        @POST
        public FormValidation doCheckMaxResources(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setMaxResources(List.of(value)));
        }

        @POST
        public FormValidation doCheckNodeSelector(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setNodeSelector(List.of(value)));
        }

        @POST
        public FormValidation doCheckTolerations(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setTolerations(List.of(value)));
        }

        @POST
        public FormValidation doCheckServiceAccount(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setServiceAccount(value));
        }

        @POST
        public FormValidation doCheckPullSecrets(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setPullSecrets(List.of(value)));
        }

        @POST
        public FormValidation doCheckPodLabels(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setPodLabels(List.of(value)));
        }

        @POST
        public FormValidation doCheckPodAnnotations(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setPodAnnotations(List.of(value)));
        }

        @POST
        public FormValidation doCheckBuildkitdToml(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setBuildkitdToml(value));
        }

        @POST
        public FormValidation doCheckYaml(
                @QueryParameter String profile, @QueryParameter boolean allowPrivileged, @QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> {
                node.setProfile(profile);
                node.setAllowPrivileged(allowPrivileged || PodProfile.of(profile) == PodProfile.PRIVILEGED);
                node.setYaml(value);
            });
        }

        @POST
        public FormValidation doCheckStartTimeout(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setStartTimeout(value));
        }

        @POST
        public FormValidation doCheckIdleTimeout(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setIdleTimeout(value));
        }

        @POST
        public FormValidation doCheckWarmPods(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormValidation.validateNonNegativeInteger(value);
        }

        @POST
        public FormValidation doCheckBuildsPerPod(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormValidation.validatePositiveInteger(value);
        }

        @POST
        public FormValidation doCheckCacheSize(
                @QueryParameter String idleTimeout, @QueryParameter String warmPods, @QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> {
                node.setIdleTimeout(idleTimeout);
                node.setWarmPods(Util.fixNull(warmPods).matches("[1-9][0-9]{0,3}") ? 1 : 0);
                node.setCacheSize(value);
            });
        }

        @POST
        public FormValidation doCheckCacheStorageClass(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setCacheStorageClass(value));
        }

        @POST
        public FormValidation doCheckLabels(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return checked(node -> node.setLabels(List.of(value)));
        }

        /**
         * Makes a pod and has it build one step. For administrators only: it uses the credentials of a cloud, and makes what the form
         * says.
         */
        @POST
        public FormValidation doTestConnection(StaplerRequest2 request) {
            FormAccess.checkAdminister();
            Optional<KubernetesClusters> clusters =
                    ExtensionList.lookup(KubernetesClusters.class).stream().findFirst();
            if (clusters.isEmpty()) {
                return FormValidation.error(Messages.KubernetesNodeConfiguration_noPlugin());
            }
            try {
                KubernetesNodeConfiguration node = typed(request);
                node.check();
                return FormValidation.ok(clusters.get().test(node));
            } catch (Failure | ProblemException e) {
                return FormValidation.error(e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FormValidation.error(Messages.NodeProbe_interrupted());
            }
        }

        /** What makes a pod, as it stands in the form. It is one of no pool, which would stay there. */
        private static KubernetesNodeConfiguration typed(StaplerRequest2 request) {
            KubernetesNodeConfiguration node = new KubernetesNodeConfiguration(request.getParameter("name"));
            node.setCloud(request.getParameter("cloud"));
            node.setNamespace(request.getParameter("namespace"));
            node.setImage(request.getParameter("image"));
            node.setProfile(request.getParameter("profile"));
            node.setAllowPrivileged(Boolean.parseBoolean(request.getParameter("allowPrivileged")));
            node.setArchitectures(list(request, "architectures"));
            node.setResources(list(request, "resources"));
            node.setMaxResources(list(request, "maxResources"));
            node.setNodeSelector(list(request, "nodeSelector"));
            node.setTolerations(list(request, "tolerations"));
            node.setServiceAccount(request.getParameter("serviceAccount"));
            node.setPodLabels(list(request, "podLabels"));
            node.setPodAnnotations(list(request, "podAnnotations"));
            node.setPullSecrets(list(request, "pullSecrets"));
            node.setYaml(request.getParameter("yaml"));
            node.setBuildkitdToml(request.getParameter("buildkitdToml"));
            node.setStartTimeout(request.getParameter("startTimeout"));
            return node;
        }

        private static List<String> list(StaplerRequest2 request, String field) {
            return List.of(Util.fixNull(request.getParameter(field)));
        }

        /** Whether pods could be made with that in the form. */
        private static FormValidation checked(Consumer<KubernetesNodeConfiguration> typed) {
            return FormCheck.of(() -> {
                KubernetesNodeConfiguration node = new KubernetesNodeConfiguration(SOME);
                typed.accept(node);
                node.check();
            });
        }
    }
}
