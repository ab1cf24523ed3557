package io.jenkins.plugins.imagefarm.pipeline;

import hudson.AbortException;
import hudson.model.Failure;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.config.BuildSecrets;
import io.jenkins.plugins.imagefarm.config.BuilderAddress;
import io.jenkins.plugins.imagefarm.config.CacheCredentials;
import io.jenkins.plugins.imagefarm.config.FarmChoice;
import io.jenkins.plugins.imagefarm.config.GitCredentials;
import io.jenkins.plugins.imagefarm.config.GitRepository;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeAccess;
import io.jenkins.plugins.imagefarm.config.RegistryLogins;
import io.jenkins.plugins.imagefarm.config.SshKeys;
import io.jenkins.plugins.imagefarm.config.Timeouts;
import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.CacheScopes;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Entitlement;
import io.jenkins.plugins.imagefarm.engine.api.ExtraHost;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.ImageNames;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.MemorySize;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.ScopedCache;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import io.jenkins.plugins.imagefarm.engine.api.Ulimit;
import io.jenkins.plugins.imagefarm.launch.Assignment;
import io.jenkins.plugins.imagefarm.launch.BuildPlace;
import io.jenkins.plugins.imagefarm.launch.OwnLine;
import io.jenkins.plugins.imagefarm.nodes.NodeReports;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import io.jenkins.plugins.imagefarm.queue.BuildName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.security.HMACConfidentialKey;

/** Makes of a step's parameters what an engine is given. */
public final class BuildAssignment {
    /**
     * Keys the context's folder on the builder. Who knew that key could put files of their own in the place of those that were
     * sent before, so it can be told by this Jenkins only.
     */
    private static final HMACConfidentialKey SHARED_KEY =
            new HMACConfidentialKey(BuildAssignment.class, "sharedKey", 16);

    private final ImageStep step;
    private final BuildPlace place;
    private final Run<?, ?> run;
    private final BuildName name;
    private final StepValues values;
    private final CacheScopes scopes;

    /**
     * @param name of the build
     * @param run whose credentials and farms may be used
     * @param expand replaces variables
     * @param scopes whose caches the run may share
     */
    public BuildAssignment(
            ImageStep step,
            BuildPlace place,
            BuildName name,
            Run<?, ?> run,
            UnaryOperator<String> expand,
            CacheScopes scopes) {
        this.scopes = scopes;
        this.step = step;
        this.place = place;
        this.name = name;
        this.run = run;
        this.values = new StepValues(expand, new WorkspacePaths(place.workspace(), place.directory()));
    }

    /**
     * Checks all that can be checked without waiting for anything.
     *
     * @throws AbortException saying what is wrong
     */
    public void check() throws AbortException {
        try {
            requireOnePlace();
            request(files(), "", null);
            timeout();
            KeyValues.parse("secrets", values.texts(step.getSecrets()));
            if (isOnFarm()) {
                farmRules();
                farmChoice();
            }
            checkPods();
        } catch (ProblemException e) {
            throw new AbortException(e.problem().toString());
        } catch (Failure e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** How long the build may take. */
    public Duration timeout() {
        return Timeouts.parse(values.text(step.getTimeout()));
    }

    /**
     * Looks credentials and nodes up for the run, so this may take its time.
     *
     * @param listener is told which nodes may be used, and why these
     */
    public Assignment resolve(TaskListener listener) throws IOException, InterruptedException {
        check();
        StepFiles files = files();
        String sharedKey = SHARED_KEY.mac(place(files));
        Farm farm = null;
        Map<String, BuilderKeys> keys = Map.of();
        if (isOnFarm()) {
            FarmChoice choice = farmChoice();
            NodeAccess access = NodeAccess.of(run, choice.nodes());
            OwnLine.print(listener, choice.reason());
            farm = farm(choice, access);
            keys = access.keys();
        }
        BuildRequest request = request(files, sharedKey, farm);
        return new Assignment(
                request,
                new Secrets(
                                logins(request),
                                secrets(),
                                keys,
                                gitKeys(files),
                                SshKeys.resolve(run, step.sshKeys(values)))
                        .withCaches(CacheCredentials.resolve(
                                run, request.recipe().caches().toList())));
    }

    private Map<String, Login> logins(BuildRequest request) throws AbortException {
        Recipe recipe = request.recipe();
        Stream<String> caches = recipe.caches()
                .map(BuildCache::reference)
                .filter(Objects::nonNull)
                .map(ImageReference::registry);
        return RegistryLogins.resolve(
                run,
                values.text(step.getCredentialsId()),
                hosts(Stream.concat(
                        request.destination().repositories().stream().map(ImageRepository::registry), caches)),
                hosts(
                        request.s2i() == null
                                ? Stream.of()
                                : request.s2i().images().stream().map(ImageReference::registry)),
                step.getRegistries());
    }

    private static List<String> hosts(Stream<String> registries) {
        return registries.distinct().toList();
    }

    private Map<String, byte[]> secrets() throws IOException, InterruptedException {
        Map<String, byte[]> secrets =
                new HashMap<>(BuildSecrets.resolve(run, KeyValues.parse("secrets", values.texts(step.getSecrets()))));
        secrets.putAll(step.injectedFiles(values).contents(run, place));
        return secrets;
    }

    /** Files from Git are the same on every agent; but another job, whose agent sees its key, must not come to know this one's. */
    private String place(StepFiles files) {
        GitSource git = files.git();
        return git == null
                ? place.node() + "\n" + files.folder()
                : "git\n" + run.getParent().getFullName() + "\n" + git.url() + "\n" + files.folder();
    }

    private GitKeys gitKeys(StepFiles files) throws AbortException {
        GitRepository repository = step.getGit();
        GitSource git = files.git();
        return git == null || repository == null
                ? GitKeys.none()
                : GitCredentials.resolve(run, values.text(repository.getCredentialsId()), git.url());
    }

    private FarmChoice farmChoice() throws AbortException {
        String node = namedNode();
        return FarmChoice.of(
                run.getParent(),
                values.text(step.getFarm()),
                node == null ? values.words(step.nodeNames()) : List.of(node));
    }

    /** Whether nodes are chosen for it, be it among one. */
    private boolean isOnFarm() {
        return step.isOnFarm() || namedNode() != null;
    }

    /** The node that is named as the builder; null if none is. */
    private String namedNode() {
        String builder = values.text(step.builderNamed());
        return BuilderAddress.isNodeName(builder) ? builder.strip() : null;
    }

    /** A pod builds one platform; several make an index, also where one builder would do it. */
    private FarmRules farmRules() throws AbortException {
        FarmRules rules = step.farmRules(values);
        boolean pods = farmChoice().nodes().stream().allMatch(KubernetesNodeConfiguration.class::isInstance);
        return rules.oneNode() && pods && values.words(step.getPlatforms()).size() > 1 ? rules.onSeveralNodes() : rules;
    }

    private void checkPods() throws AbortException {
        String given = !step.getResources().isEmpty() ? "resources" : step.getPodYaml() != null ? "podYaml" : null;
        if (given == null) {
            return;
        }
        KeyValues.parse("resources", values.texts(step.getResources()));
        List<KubernetesNodeConfiguration> nodes = isOnFarm() ? kubernetesNodes() : List.of();
        if (nodes.isEmpty()) {
            throw new AbortException(Messages.BuildAssignment_noPods(given));
        }
        if (step.getPodYaml() != null && nodes.stream().noneMatch(KubernetesNodeConfiguration::isAllowPodYaml)) {
            throw new AbortException(
                    Messages.BuildAssignment_noYaml(nodes.get(0).getName()));
        }
    }

    private List<KubernetesNodeConfiguration> kubernetesNodes() throws AbortException {
        return farmChoice().nodes().stream()
                .filter(KubernetesNodeConfiguration.class::isInstance)
                .map(KubernetesNodeConfiguration.class::cast)
                .toList();
    }

    /**
     * What the build wants of a pod. It is decided by the step and not by what the build's agent says.
     *
     * @param node its name
     * @param deadline of the build, in milliseconds since 1970
     * @throws ProblemException if the build may not use that node
     */
    public PodOptions podOptions(String node, long deadline) {
        try {
            if (kubernetesNodes().stream().noneMatch(each -> each.getName().equals(node))) {
                throw new ProblemException(Problem.user(Messages.BuildAssignment_notItsNode(node), ""));
            }
            return new PodOptions(values.texts(step.getResources()), values.text(step.getPodYaml()), deadline);
        } catch (AbortException e) {
            throw new ProblemException(Problem.user(e.getMessage(), ""), e);
        }
    }

    private Farm farm(FarmChoice choice, NodeAccess access) throws AbortException {
        List<FarmNode> nodes = new ArrayList<>(access.nodes());
        if (step.hasLocalNode()) {
            nodes.add(LocalNode.of(place));
        }
        List<NodeReport> known = new ArrayList<>(access.known());
        Set<String> names = known.stream().map(NodeReport::node).collect(Collectors.toSet());
        NodeReports.get().fresh(place.node(), nodes, NodeReports.FRESH).stream()
                .filter(report -> !names.contains(report.node()))
                .forEach(known::add);
        return new Farm(choice.farm(), nodes, farmRules(), known);
    }

    private BuildRequest request(StepFiles files, String sharedKey, Farm farm) {
        Material material = step.material(files, values);
        return new BuildRequest(
                        name.toString(),
                        sharedKey,
                        material.source(),
                        material.s2i(),
                        recipe(material),
                        destination(material),
                        new Builder(isOnFarm() ? "" : builder()),
                        farm,
                        RegistryLogins.registries(),
                        progress(),
                        limits())
                .calling(material.call());
    }

    private void requireOnePlace() {
        if (step.isOnFarm() && step.builderNamed() != null) {
            throw new ProblemException(Problem.user(Messages.ImageBuildStep_farmAndBuilder(), ""));
        }
    }

    private StepFiles files() {
        return new GitParameters(step, values).files().orElseGet(() -> {
            NamedFolder folder = step.folder();
            return new StepFiles(values.paths().resolve(folder.parameter(), values.folder(folder)), null);
        });
    }

    private Recipe recipe(Material material) {
        return new Recipe(
                        material.target(),
                        material.buildArgs(),
                        KeyValues.parse("labels", values.texts(step.getLabels())),
                        values.words(step.getPlatforms()).stream()
                                .map(Platform::valueOf)
                                .toList(),
                        step.isNoCache(),
                        step.isPull(),
                        attestations())
                .withCaches(
                        caches("cacheFrom", step.getCacheFrom(), (cache, tags) -> cache.from(scopes, tags)),
                        caches("cacheTo", step.getCacheTo(), (cache, tags) -> List.of(cache.to(scopes, tags))))
                .withNoCacheFilter(material.noCacheFilter())
                .withRun(runOptions())
                .dated(SourceDate.of(values.text(step.getSourceDateEpoch()), step.isRewriteTimestamp()));
    }

    private RunOptions runOptions() {
        String shmSize = values.word(step.getShmSize());
        RunOptions options = new RunOptions(
                NetworkMode.of(values.word(step.getNetwork())),
                values.words(step.getAddHosts()).stream()
                        .map(ExtraHost::valueOf)
                        .toList(),
                shmSize == null ? null : MemorySize.valueOf(shmSize),
                values.words(step.getUlimits()).stream().map(Ulimit::valueOf).toList(),
                values.words(step.getAllow()).stream().map(Entitlement::valueOf).toList(),
                List.copyOf(step.sshKeys(values).keySet()));
        options.entitlements().forEach(ImageFarmConfiguration.get()::requirePermitted);
        return options;
    }

    /** @param scoped those of the short form, which come behind those that are named one by one */
    private List<BuildCache> caches(
            String parameter,
            List<String> texts,
            BiFunction<ScopedCache, List<ImageReference>, List<BuildCache>> scoped) {
        List<BuildCache> caches = new ArrayList<>();
        for (String text : values.words(texts)) {
            BuildCache cache = BuildCache.valueOf(text);
            caches.add(cache.folder() == null ? cache : cache.in(values.paths().resolve(parameter, cache.folder())));
        }
        String inShort = values.word(step.getCache());
        if (inShort != null) {
            ScopedCache cache = ScopedCache.valueOf(inShort)
                    .withFolder(folder -> values.paths().resolve("cache", folder));
            caches.addAll(scoped.apply(cache, names().tags()));
        }
        return caches;
    }

    private ImageNames names() {
        return ImageNames.of(
                values.words(step.getRepositories()), values.words(step.getTags()), step.isTagWithCommit());
    }

    /** Who built the image is this run, as far as Jenkins knows its own URL. */
    private List<Attestation> attestations() {
        String jenkins = Controller.url();
        String url = jenkins.isEmpty() ? "" : jenkins + run.getUrl();
        return Attestation.all(
                        values.text(step.getProvenance()), values.text(step.getSbom()), values.words(step.getAttest()))
                .stream()
                .map(attestation -> attestation.builtBy(url))
                .toList();
    }

    private Destination destination(Material material) {
        List<String> repositories = values.words(step.getRepositories());
        List<String> tags = values.words(step.getTags());
        ImageNames names = names();
        Boolean push = step.getPush();
        return new Destination(
                names.tags(),
                names.repositories(),
                push == null ? material.isImage() && isPushedUnasked(repositories, tags) : push,
                step.isSkipIfExists(),
                false,
                false,
                values.words(step.getOutputs()).stream().map(this::output).toList(),
                Annotation.all(KeyValues.parse("annotations", values.texts(step.getAnnotations()))),
                step.getFormat() == null ? null : ImageFormat.of(values.text(step.getFormat())),
                values.path("metadataFile", step.getMetadataFile()),
                values.path("iidFile", step.getIidFile()));
    }

    /** Names with a registry that is configured, or has credentials here, are there to be pushed. */
    private boolean isPushedUnasked(List<String> repositories, List<String> tags) {
        List<String> written = Stream.concat(
                        repositories.stream(),
                        tags.stream().filter(tag -> repositories.isEmpty() || !ImageNames.isBare(tag)))
                .toList();
        return !written.isEmpty()
                && written.stream().allMatch(name -> {
                    String host = ImageReference.valueOf(name).registry();
                    return name.toLowerCase(Locale.ROOT).startsWith(host.toLowerCase(Locale.ROOT) + "/")
                            && isKnown(host);
                });
    }

    private boolean isKnown(String host) {
        return step.getCredentialsId() != null
                || step.getRegistries().stream()
                        .anyMatch(registry -> registry.getHost().equalsIgnoreCase(host))
                || ImageFarmConfiguration.get().findRegistry(host).isPresent();
    }

    private Output output(String text) {
        Output output = Output.valueOf(text);
        return output.dest() == null
                ? output
                : new Output(output.type(), values.paths().resolve("outputs", output.dest()), output.attributes());
    }

    private String builder() {
        String own = values.text(step.builderNamed());
        return BuilderAddress.parse(own == null ? ImageFarmConfiguration.get().getDefaultBuilder() : own);
    }

    private ProgressStyle progress() {
        return Progress.parse(values.text(step.getProgress()));
    }

    private Limits limits() {
        return new Limits(
                step.getRetries(), ms(step.getRetryDelay()), ms(step.getStartTimeout()), ms(step.getNoOutputTimeout()));
    }

    /** 0 if no time is given. */
    private long ms(String time) {
        return time == null ? 0 : Timeouts.parse(values.text(time)).toMillis();
    }
}
