package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ten platforms on a thousand nodes of all kinds, half of them busy, each of which builds some natively and emulates the others. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PlannerBenchmark {
    private static final int NODES = 1000;
    private static final List<Platform> PLATFORMS = Stream.of(
                    "linux/amd64",
                    "linux/amd64/v2",
                    "linux/386",
                    "linux/arm64",
                    "linux/arm/v7",
                    "linux/arm/v6",
                    "linux/s390x",
                    "linux/ppc64le",
                    "linux/riscv64",
                    "linux/mips64le")
            .map(Platform::valueOf)
            .toList();
    private static final List<List<Platform>> PROCESSORS = Stream.of(
                    List.of("linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/386"),
                    List.of("linux/arm64", "linux/arm/v7", "linux/arm/v6"),
                    List.of("linux/s390x"),
                    List.of("linux/ppc64le"),
                    List.of("linux/riscv64"))
            .map(texts -> texts.stream().map(Platform::valueOf).toList())
            .toList();

    @Param({"STICKY", "LEAST_LOADED", "WEIGHTED", "FIRST_MATCH"})
    public FarmRules.Strategy strategy;

    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<String, Load> loads = new HashMap<>();
    private PlanRequest request;

    @Setup
    public void setUp() {
        Random random = new Random(1);
        for (int i = 0; i < NODES; i++) {
            candidates.add(candidate("node-" + i, PROCESSORS.get(i % PROCESSORS.size()), random));
            if (random.nextBoolean()) {
                loads.put("node-" + i, new Load(random.nextInt(4), random.nextInt(2)));
            }
        }
        FarmRules rules = new FarmRules(
                Emulation.ALLOW, strategy, List.of("ssd"), false, true, 2, false, FarmRules.NODE_TIMEOUT_MS, false);
        request = new PlanRequest(
                PLATFORMS,
                Set.of(Feature.PUSH_BY_DIGEST, Feature.SECRETS),
                rules,
                "registry.example.com/team/app",
                Map.of(PLATFORMS.get(0), "node-5"),
                Map.of());
    }

    private static Candidate candidate(String name, List<Platform> natives, Random random) {
        List<Platform> emulated = new ArrayList<>(PLATFORMS);
        emulated.removeAll(natives);
        FarmNode node = new FarmNode(
                new Builder(name, "tcp://" + name + ":1234", BuilderType.BUILDKIT, ""),
                1 + random.nextInt(4),
                random.nextInt(3),
                random.nextInt(100),
                List.of("linux", "ssd"),
                List.of());
        NodeInfo info =
                new NodeInfo(BuilderType.BUILDKIT, "v0.20", natives, emulated, EnumSet.allOf(Feature.class), -1);
        return new Candidate(node, new NodeReport(name, info, null, 1, 1), null);
    }

    @Benchmark
    public Decision plan() {
        return Planner.plan(request, candidates, loads, 1);
    }
}
