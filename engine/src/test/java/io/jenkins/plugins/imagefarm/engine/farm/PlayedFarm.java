package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import io.jenkins.plugins.imagefarm.engine.registry.FakeStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A farm whose nodes are played: each builds as the test says, into a registry in memory. The planning is real. */
final class PlayedFarm implements AutoCloseable {
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    final FakeRegistry registry;
    final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    final Cancellation cancellation = new Cancellation();

    /** What every node was asked to build, in that order. */
    final List<BuildRequest> asked = new CopyOnWriteArrayList<>();

    private final Path context;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final Map<String, BuildEngine> players = new HashMap<>();
    private final List<FarmNode> nodes = new ArrayList<>();
    private final Map<String, NodeInfo> infos = new LinkedHashMap<>();
    private final Set<Feature> features = EnumSet.allOf(Feature.class);
    private final List<NodeReport> known = new ArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    /** The same for all builds, as in one process; null before the first one. */
    private FarmEngine farm;

    FarmRules rules = FarmRules.usual();
    List<Platform> platforms = List.of();
    List<String> tags = List.of("app:1");
    boolean push = true;
    int retries;
    long startTimeoutMs;
    long noOutputTimeoutMs;
    int maxBuilds = 4;
    ImageFormat format;
    Map<String, String> annotations = Map.of();
    List<Attestation> attestations = List.of();
    List<BuildCache> cacheFrom = List.of();
    List<BuildCache> cacheTo = List.of();
    List<Output> outputs = List.of();
    Dispatchers dispatchers = new LocalSlots();
    PlayedPods pods;
    Call call = Call.BUILD;

    PlayedFarm(Path context) throws Exception {
        this.context = context;
        this.registry = FakeRegistry.open().start();
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\n");
    }

    /** A node that does the first of these natively, and the others by emulation. */
    PlayedFarm node(String name, BuildEngine player, String... platforms) {
        List<Platform> all = platforms(platforms);
        node(name, player);
        infos.put(
                name,
                new NodeInfo(BuilderType.BUILDKIT, "v0", all.subList(0, 1), all.subList(1, all.size()), features, -1));
        return this;
    }

    /** One that does not answer. */
    PlayedFarm node(String name, BuildEngine player) {
        players.put(name, player);
        nodes.add(new FarmNode(
                new Builder(name, "tcp://192.0.2.1:1", BuilderType.AUTO, ""), maxBuilds, 0, 0, null, null));
        return this;
    }

    /** One for which Jenkins makes pods; the player is what builds in them. */
    PlayedFarm podNode(String name, BuildEngine player, PlayedPods.Keeper keeper, String... platforms) {
        List<Platform> all = platforms(platforms);
        players.put(name, player);
        nodes.add(new FarmNode(new Builder(name, "", BuilderType.KUBERNETES, ""), maxBuilds, 0, 0, null, all));
        known.add(PlayedPods.report(name, all));
        pods = new PlayedPods(keeper);
        dispatchers = pods;
        return this;
    }

    PlayedFarm platforms(List<String> names) {
        platforms = platforms(names.toArray(new String[0]));
        return this;
    }

    static List<Platform> platforms(String... names) {
        return List.of(names).stream().map(Platform::valueOf).toList();
    }

    /** Only these rules differ from the usual ones. */
    PlayedFarm rules(boolean failFast, int failover) {
        FarmRules usual = FarmRules.usual();
        rules = new FarmRules(
                usual.emulation(), usual.strategy(), null, false, failFast, failover, false, 10_000, false);
        return this;
    }

    /** Nodes that cannot build several platforms in one build. */
    PlayedFarm oneBuildAtATime() {
        features.remove(Feature.SEVERAL_PLATFORMS);
        return this;
    }

    PlayedFarm dryRun() {
        rules = new FarmRules(null, FarmRules.Strategy.FIRST_MATCH, null, false, true, 2, false, 10_000, true);
        return this;
    }

    PlayedFarm oneNode() {
        rules = new FarmRules(null, FarmRules.Strategy.FIRST_MATCH, null, true, true, 2, true, 10_000, false);
        return this;
    }

    PlayedFarm firstMatch() {
        rules = new FarmRules(null, FarmRules.Strategy.FIRST_MATCH, null, false, true, 2, false, 10_000, false);
        return this;
    }

    /** Builds at once, and pushes an OCI manifest of every platform. */
    BuildEngine builds() {
        return builds(OCI_MANIFEST);
    }

    BuildEngine builds(String mediaType) {
        return (request, secrets, reporter, cancel) -> {
            reporter.console().println("#1 building");
            Map<Platform, Digest> manifests = new HashMap<>();
            for (Platform platform : request.recipe().platforms()) {
                String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + mediaType + "\",\"layers\":[],\"of\":\""
                        + platform + "\"}";
                for (ImageReference tag : request.destination().tags()) {
                    manifests.put(
                            platform,
                            registry.store()
                                    .putManifest(
                                            tag.repository(),
                                            FakeStore.digest(manifest.getBytes(StandardCharsets.UTF_8))
                                                    .toString(),
                                            mediaType,
                                            manifest.getBytes(StandardCharsets.UTF_8)));
                }
            }
            return new Outcome(
                    Map.of(),
                    request.recipe().platforms(),
                    request.destination().push() ? manifests : Map.of(),
                    Map.of());
        };
    }

    static BuildEngine fails(Problem problem) {
        return (request, secrets, reporter, cancel) -> {
            throw new ProblemException(problem);
        };
    }

    /** Runs until it is cancelled. */
    static BuildEngine hangs(CountDownLatch started) {
        return (request, secrets, reporter, cancel) -> {
            CountDownLatch cancelled = new CountDownLatch(1);
            try (var registration = cancel.onCancel(cancelled::countDown)) {
                started.countDown();
                cancelled.await();
            }
            throw new CancelledException();
        };
    }

    BuildResult build() throws Exception {
        return start().get();
    }

    Future<BuildResult> start() {
        BuildEngine players = (request, secrets, reporter, cancel) -> {
            asked.add(request);
            return this.players.get(request.builder().name()).build(request, secrets, reporter, cancel);
        };
        if (farm == null) {
            farm = new FarmEngine(this::answer, dispatchers, players, way -> players, host -> Optional.empty());
        }
        BuildReporter reporter =
                new BuildReporter(console, this::told, ProgressStyle.PLAIN, SecretMask.of(Secrets.none()));
        return thread.submit(() -> new BuildRunner(new RetryingEngine(players), farm)
                .run(request(), Secrets.none(), reporter, cancellation));
    }

    private void told(BuildEvent event) {
        events.add(event);
        if (pods != null) {
            pods.accept(event);
        }
    }

    private NodeInfo answer(FarmNode node, BuilderKeys keys, Cancellation cancellation) {
        NodeInfo info = infos.get(node.name());
        if (info == null) {
            throw new ProblemException(Problem.service("It does not answer", ""));
        }
        return info;
    }

    private BuildRequest request() {
        return new BuildRequest(
                        "id",
                        "key",
                        new Source(context.toString(), null, null),
                        null,
                        new Recipe(null, null, null, platforms, false, false, attestations)
                                .withCaches(cacheFrom, cacheTo),
                        new Destination(
                                tags.stream()
                                        .map(tag -> ImageReference.valueOf(registry.host() + "/" + tag))
                                        .toList(),
                                push,
                                false,
                                false,
                                outputs,
                                Annotation.all(annotations),
                                format,
                                null,
                                null),
                        new Builder(""),
                        new Farm("f", nodes, rules, known),
                        null,
                        null,
                        new Limits(retries, Limits.DEFAULT_RETRY_DELAY_MS, startTimeoutMs, noOutputTimeoutMs))
                .calling(call);
    }

    /** What was wanted is handed to the dispatcher only when it is told so. */
    PlayedFarm keepsWaiting(Consumer<Runnable> later) {
        Dispatchers usual = dispatchers;
        dispatchers = (request, secrets, reports, answers) -> {
            Dispatcher real = usual.open(request, secrets, reports, answers);
            return new Dispatcher() {
                @Override
                public void want(int round, List<Platform> wanted, Map<String, String> excluded) {
                    later.accept(() -> real.want(round, wanted, excluded));
                }

                @Override
                public void ended(int id) {
                    real.ended(id);
                }

                @Override
                public void close() {
                    real.close();
                }
            };
        };
        return this;
    }

    String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    /** What became of every assignment: {@code STARTED linux/amd64@n1}. */
    List<String> assignments() {
        return events.stream()
                .filter(AssignmentChanged.class::isInstance)
                .map(AssignmentChanged.class::cast)
                .map(event -> event.state() + " " + event.assignment().part())
                .toList();
    }

    void awaitConsole(String text) throws Exception {
        Eventually.holds(
                () -> text + " in\n" + console(),
                Eventually.SOON,
                () -> console().contains(text));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        if (pods != null) {
            pods.close();
        }
        registry.close();
    }
}
