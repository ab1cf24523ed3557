package io.jenkins.plugins.imagefarm.engine.plan;

import static io.jenkins.plugins.imagefarm.engine.plan.TestNode.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Strategy;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SlotBookSimulationTest {
    private static final List<String> KINDS = List.of("linux/amd64", "linux/arm64", "linux/s390x");
    private static final int BUILDS = 40;

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nobodyIsForgottenAndNoSlotStaysFreeForOneWhoWaits(long seed) {
        Random random = new Random(seed);
        TestNode[] nodes = Stream.iterate(0, i -> i + 1)
                .limit(2 + random.nextInt(5))
                .map(i -> someNode(i, random))
                .toArray(TestNode[]::new);
        SimulatedFarm farm = new SimulatedFarm(nodes);
        Strategy strategy = Strategy.values()[random.nextInt(Strategy.values().length)];
        int wanted = 0;
        while (wanted < BUILDS || farm.isBusy()) {
            if (wanted < BUILDS && (!farm.isBusy() || random.nextInt(3) > 0)) {
                farm.want(TestPlan.of(KINDS.subList(0, 1 + random.nextInt(3)).toArray(String[]::new))
                        .strategy(strategy)
                        .emulation(random.nextBoolean() ? Emulation.ALLOW : Emulation.FALLBACK)
                        .image("app" + random.nextInt(3)));
                wanted++;
            } else {
                farm.passToNextEnd();
            }
            if (random.nextInt(10) == 0) {
                farm.restartController();
            }
            farm.dispatch(() -> 1 + random.nextInt(20));
            assertEquals(List.of(), farm.tooBusy());
            assertEquals(List.of(), farm.waitingForWhatIsFree());
        }
        assertFalse(farm.isAnythingLeft());
    }

    private static TestNode someNode(int i, Random random) {
        TestNode node = node("n" + i, KINDS.get(i % 2))
                .slots(1 + random.nextInt(3))
                .priority(random.nextInt(2))
                .weight(random.nextInt(3));
        if (i < 2) {
            node.emulating("linux/s390x");
        }
        return random.nextBoolean() ? node.onePlatformAtATime() : node;
    }

    @ParameterizedTest
    @EnumSource
    void twentyBuildsAtOnceOnFourNodesOfTwoSlotsTakeAsLongAsTheWorkDoes(Strategy strategy) {
        Random random = new Random(1);
        SimulatedFarm farm = new SimulatedFarm(
                node("n1", "linux/amd64"),
                node("n2", "linux/amd64"),
                node("n3", "linux/arm64"),
                node("n4", "linux/arm64"));
        for (int i = 0; i < 20; i++) {
            farm.want(TestPlan.of("linux/amd64", "linux/arm64")
                    .strategy(strategy)
                    .image("app" + i % 4)
                    .last("linux/amd64", "n1")
                    .last("linux/arm64", "n3"));
        }
        farm.dispatch(() -> 95 + random.nextInt(11));
        while (farm.isBusy()) {
            farm.passToNextEnd();
            farm.dispatch(() -> 95 + random.nextInt(11));
        }
        double ideal = farm.work() / 8.0;
        assertTrue(farm.now() <= 1.15 * ideal, farm.now() + " against " + ideal);
    }
}
