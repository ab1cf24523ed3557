package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Strategy;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A farm and a question to it.
 *
 * @param seed makes the same one again
 */
record RandomFarm(long seed, List<Candidate> candidates, PlanRequest request, Map<String, Load> loads, long chance) {
    private static final List<String> PROCESSORS =
            List.of("linux/amd64", "linux/amd64/v3", "linux/arm64", "linux/arm/v7", "linux/arm/v6", "linux/s390x");
    private static final List<String> PLATFORMS = List.of(
            "linux/amd64",
            "linux/amd64/v2",
            "linux/386",
            "linux/arm64",
            "linux/arm/v7",
            "linux/arm/v6",
            "linux/s390x",
            "linux/riscv64");

    static List<RandomFarm> many(int count) {
        return IntStream.range(0, count).mapToObj(RandomFarm::of).toList();
    }

    static RandomFarm of(long seed) {
        Random random = new Random(seed);
        List<Candidate> candidates = new ArrayList<>();
        Map<String, Load> loads = new HashMap<>();
        int nodes = random.nextInt(8);
        for (int i = 0; i < nodes; i++) {
            candidates.add(node("n" + i, random).candidate());
            loads.put("n" + i, new Load(random.nextInt(4), random.nextInt(3)));
        }
        TestPlan plan = TestPlan.of(random.nextInt(4) == 0 ? List.of() : some(PLATFORMS, 3, random))
                .emulation(one(Emulation.values(), random))
                .strategy(one(Strategy.values(), random))
                .image("app" + random.nextInt(5));
        if (random.nextInt(6) == 0) {
            plan.oneNode();
        }
        if (random.nextInt(6) == 0) {
            plan.needs(Feature.SECRETS);
        }
        if (random.nextInt(6) == 0) {
            plan.label("ssd");
        }
        if (random.nextInt(6) == 0) {
            plan.excluded("n1", "connection lost");
        }
        for (String platform : PLATFORMS) {
            if (random.nextBoolean()) {
                plan.last(platform, "n" + random.nextInt(9));
            }
        }
        return new RandomFarm(seed, candidates, plan.request(), loads, random.nextLong());
    }

    private static TestNode node(String name, Random random) {
        String own = PROCESSORS.get(random.nextInt(PROCESSORS.size()));
        TestNode node = random.nextInt(3) == 0 && own.startsWith("linux/amd64")
                ? TestNode.node(name, own, "linux/386")
                : TestNode.node(name, own);
        node.slots(1 + random.nextInt(4))
                .priority(random.nextInt(2) * 10)
                .weight(random.nextInt(3) * 5)
                .emulating(some(PLATFORMS, 4, random).stream()
                        .map(Platform::toString)
                        .toArray(String[]::new));
        if (random.nextInt(8) == 0) {
            node.offline("new disk");
        }
        if (random.nextInt(8) == 0) {
            node.silent("connection refused");
        }
        if (random.nextInt(8) == 0) {
            node.without(Feature.SECRETS);
        }
        if (random.nextInt(3) == 0) {
            node.onePlatformAtATime();
        }
        if (random.nextBoolean()) {
            node.label("ssd");
        }
        if (random.nextInt(8) == 0) {
            node.usedFor("linux/amd64", "linux/arm64");
        }
        return node;
    }

    private static List<Platform> some(List<String> of, int most, Random random) {
        List<String> shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return TestNode.platforms(shuffled.subList(0, 1 + random.nextInt(most)).toArray(String[]::new));
    }

    private static <T> T one(T[] of, Random random) {
        return of[random.nextInt(of.length)];
    }

    @Override
    public String toString() {
        return "farm " + seed;
    }
}
