package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.cli.EngineAccess;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A build on a farm of the daemons that {@code bin/engines} started, put together as the command line does it. */
public final class RealFarm {
    public final String run = UUID.randomUUID().toString();
    public final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    public final Cancellation cancellation = new Cancellation();

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final Path context;
    private final List<FarmNode> nodes = new ArrayList<>();
    private final Map<String, BuilderKeys> keys = new HashMap<>();
    private final List<NodeReport> known = new ArrayList<>();
    private PlayedPods pods;
    private FutureTask<BuildResult> task;

    private Dispatchers dispatchers = new LocalSlots();

    public FarmRules rules = FarmRules.usual();
    public List<Platform> platforms = List.of();
    public List<String> tags;
    public boolean push = true;
    private int maxBuilds = 2;
    public int retries;
    public Map<String, String> annotations = Map.of();
    public List<Attestation> attestations = List.of();
    public List<Output> outputs = List.of();

    /** Writes a Dockerfile of the base image and these lines. */
    public RealFarm(Path context, String... lines) throws IOException {
        this.context = context;
        this.tags = List.of(Engines.plainRegistry() + "/farm/" + run + ":1");
        dockerfile(lines);
    }

    public void dockerfile(String... lines) throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + Engines.baseImage() + "\nENV RUN_ID=" + run + "\n" + String.join("\n", lines) + "\n");
    }

    /** Shared with other builds. */
    public RealFarm slots(LocalSlots slots) {
        dispatchers = slots;
        return this;
    }

    /** How many builds each node may run at once. */
    public RealFarm maxBuilds(int count) {
        maxBuilds = count;
        return this;
    }

    public RealFarm node(String name, Builder builder, BuilderKeys key, String... only) {
        nodes.add(new FarmNode(
                new Builder(name, builder.uri(), BuilderType.AUTO, builder.knownHosts()),
                maxBuilds,
                0,
                0,
                null,
                platforms(only)));
        keys.put(name, key);
        return this;
    }

    /** One for which the test makes pods. */
    public RealFarm podNode(String name, PlayedPods keeper, String... platforms) {
        List<Platform> all = platforms(platforms);
        nodes.add(new FarmNode(new Builder(name, "", BuilderType.KUBERNETES, ""), maxBuilds, 0, 0, null, all));
        known.add(PlayedPods.report(name, all));
        dispatchers = keeper;
        pods = keeper;
        return this;
    }

    public RealFarm platforms(List<String> names) {
        platforms = platforms(names.toArray(new String[0]));
        return this;
    }

    private static List<Platform> platforms(String... names) {
        return List.of(names).stream().map(Platform::valueOf).toList();
    }

    public BuildResult build() throws Exception {
        start();
        return result();
    }

    public void start() {
        Secrets secrets = secrets();
        BuildReporter reporter =
                new BuildReporter(console, this::told, ProgressStyle.PLAIN, SecretMask.of(Secrets.none()));
        task = new FutureTask<>(() -> EngineAccess.runner(dispatchers).run(request(), secrets, reporter, cancellation));
        Thread thread = new Thread(task, "build-in-test");
        thread.setDaemon(true);
        thread.start();
    }

    private void told(BuildEvent event) {
        events.add(event);
        if (pods != null) {
            pods.accept(event);
        }
    }

    public BuildResult result() throws Exception {
        return task.get(3, TimeUnit.MINUTES);
    }

    /** The first node that fits is taken. */
    public RealFarm firstMatch() {
        rules = new FarmRules(null, FarmRules.Strategy.FIRST_MATCH, null, false, true, 2, false, 10_000, false);
        return this;
    }

    /** What the nodes need to know whom they talk to. */
    public Secrets secrets() {
        return new Secrets(Map.of(), Map.of(), keys);
    }

    public BuildRequest request() {
        return new BuildRequest(
                run,
                context.toString(),
                new Source(context.toString(), null, null),
                new Recipe(null, null, null, platforms, false, false, attestations),
                new Destination(
                        tags.stream().map(ImageReference::valueOf).toList(),
                        push,
                        false,
                        false,
                        outputs,
                        Annotation.all(annotations),
                        null,
                        null,
                        null),
                new Builder(""),
                new Farm("", nodes, rules, known),
                null,
                null,
                retries);
    }

    public String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    public void awaitConsole(String text) throws Exception {
        Eventually.holds(
                () -> "'" + text + "' in\n" + console(),
                Eventually.SOON,
                () -> console().contains(text));
    }
}
