package io.jenkins.plugins.imagefarm.engine.plan;

import static io.jenkins.plugins.imagefarm.engine.plan.TestNode.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Strategy;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {
    @Nested
    class Platforms {
        @Test
        void everyPlatformGoesToANodeOfItsKind() {
            assertEquals(
                    List.of("linux/amd64 @ n1", "linux/arm64 @ n2"),
                    TestPlan.of("linux/amd64", "linux/arm64").on(node("n1", "linux/amd64"), node("n2", "linux/arm64")));
        }

        @Test
        void twoPlatformsOfOneNodeAreOneBuildWhereTheBuilderCan() {
            assertEquals(
                    List.of("linux/amd64 + linux/386 @ n1"),
                    TestPlan.of("linux/amd64", "linux/386").on(node("n1", "linux/amd64", "linux/386")));
        }

        @Test
        void twoPlatformsOfOneNodeAreTwoBuildsWhereItCannot() {
            assertEquals(
                    List.of("linux/amd64 @ n1", "linux/386 @ n1"),
                    TestPlan.of("linux/amd64", "linux/386")
                            .on(node("n1", "linux/amd64", "linux/386").onePlatformAtATime()));
        }

        @Test
        void otherSpellingsAreTheSamePlatform() {
            assertEquals(
                    List.of("linux/arm64 @ n1"),
                    TestPlan.of("linux/arm64/v8", "linux/aarch64").on(node("n1", "linux/arm64")));
        }

        @Test
        void aProcessorBuildsLowerVariantsNativelyAndHigherOnesNotAtAll() {
            TestNode node = node("n1", "linux/amd64/v3");
            assertEquals(
                    List.of("linux/amd64/v2 @ n1"),
                    TestPlan.of("linux/amd64/v2").on(node));
            TestPlan.of("linux/amd64/v4").refusedBy(node);
        }

        @Test
        void aNodeWithFixedPlatformsIsUsedForNothingElse() {
            assertEquals(
                    List.of("linux/386 @ n2", "linux/amd64 @ n1"),
                    TestPlan.of("linux/386", "linux/amd64")
                            .on(
                                    node("n1", "linux/amd64", "linux/386").usedFor("linux/amd64"),
                                    node("n2", "linux/amd64", "linux/386").usedFor("linux/386")));
        }

        @Test
        void aFixedPlatformThatTheNodeCannotBuildIsNotBelieved() {
            TestPlan.of("linux/s390x").refusedBy(node("n1", "linux/amd64").usedFor("linux/s390x"));
        }
    }

    @Nested
    class WithoutPlatforms {
        @Test
        void everyNodeAddsItsOwnOnce() {
            assertEquals(
                    List.of("linux/amd64 @ n1", "linux/arm64 @ n3"),
                    TestPlan.of()
                            .on(
                                    node("n1", "linux/amd64").emulating("linux/arm64", "linux/s390x"),
                                    node("n2", "linux/amd64"),
                                    node("n3", "linux/arm64")));
        }

        @Test
        void variantsAndThe32BitOfTheSameProcessorAreNotAdded() {
            assertEquals(
                    List.of("linux/amd64 @ n1"),
                    TestPlan.of().on(node("n1", "linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/386")));
            assertEquals(List.of("linux/amd64 @ n1"), TestPlan.of().on(node("n1", "linux/amd64/v3")));
            assertEquals(List.of("linux/arm64 @ n1"), TestPlan.of().on(node("n1", "linux/arm64/v8.2", "linux/arm/v7")));
            assertEquals(List.of("linux/arm/v6 @ n1"), TestPlan.of().on(node("n1", "linux/arm/v6")));
        }

        @Test
        void aNodeWithFixedPlatformsAddsThoseItBuildsItself() {
            assertEquals(
                    List.of("linux/amd64/v3 + linux/386 @ n1"),
                    TestPlan.of()
                            .on(node("n1", "linux/amd64", "linux/amd64/v3", "linux/386")
                                    .emulating("linux/arm64")
                                    .usedFor("linux/amd64/v3", "linux/386", "linux/arm64")));
        }

        @Test
        void aNodeThatIsNotThereDoesNotMatter() {
            assertEquals(
                    List.of("linux/amd64 @ n1"),
                    TestPlan.of()
                            .on(
                                    node("n1", "linux/amd64"),
                                    node("n2", "linux/arm64").silent("connection refused"),
                                    node("n3", "linux/s390x").offline("new disk")));
        }

        @Test
        void aPlatformDoesNotSilentlyGoMissingWithAnOption() {
            assertEquals(
                    "No node builds linux/arm64: n1 builds linux/amd64; n2 does not offer secrets. n1 offers secrets.",
                    TestPlan.of()
                            .needs(Feature.SECRETS)
                            .refusedBy(
                                    node("n1", "linux/amd64"),
                                    node("n2", "linux/arm64").without(Feature.SECRETS))
                            .problem()
                            .toString());
        }

        @Test
        void oneNodeBuildsThePlatformOfTheFarmsFirst() {
            assertEquals(
                    List.of("linux/amd64 @ n2"),
                    TestPlan.of()
                            .oneNode()
                            .busy("n1", 2)
                            .on(node("n1", "linux/amd64"), node("n2", "linux/amd64"), node("n3", "linux/arm64")));
        }
    }

    @Nested
    class Emulating {
        private final TestNode n1 = node("n1", "linux/amd64").emulating("linux/arm64");
        private final TestNode n2 = node("n2", "linux/arm64");

        @Test
        void fallbackEmulatesOnlyWhatNobodyBuildsItself() {
            assertEquals(
                    List.of("linux/arm64 (emulated) @ n1"),
                    TestPlan.of("linux/arm64").on(n1));
            assertEquals(
                    List.of("linux/arm64 @ n2"),
                    TestPlan.of("linux/arm64").busy("n2", 2).on(n1, n2));
        }

        @Test
        void allowEmulatesAlsoWhenTheOthersAreBusy() {
            TestPlan plan = TestPlan.of("linux/arm64").emulation(Emulation.ALLOW);
            assertEquals(List.of("linux/arm64 @ n2"), plan.on(n1, n2));
            assertEquals(
                    List.of("linux/arm64 (emulated) @ n1"), plan.busy("n2", 2).on(n1, n2));
            assertEquals(
                    List.of("linux/arm64 @ n2"),
                    plan.busy("n1", 2).on(n1, n2),
                    "all are busy: wait for the better one");
        }

        @Test
        void neverRefusesAndSaysWhatWouldHelp() {
            assertEquals(
                    "No node builds linux/arm64: n1 would have to emulate linux/arm64."
                            + " Allow emulation, or add a node that builds it natively.",
                    TestPlan.of("linux/arm64")
                            .emulation(Emulation.NEVER)
                            .refusedBy(n1)
                            .problem()
                            .toString());
        }

        @Test
        void anEmulatingNodeStandsInForOneThatIsGone() {
            assertEquals(
                    List.of("linux/arm64 (emulated) @ n1"),
                    TestPlan.of("linux/arm64").excluded("n2", "connection lost").on(n1, n2));
        }
    }

    @Nested
    class OneNode {
        @Test
        void takesTheNodeThatEmulatesLeast() {
            assertEquals(
                    List.of("linux/amd64 + linux/386 + linux/arm64 (emulated) @ n2"),
                    TestPlan.of("linux/amd64", "linux/386", "linux/arm64")
                            .oneNode()
                            .on(
                                    node("n1", "linux/arm64").emulating("linux/amd64", "linux/386"),
                                    node("n2", "linux/amd64", "linux/386").emulating("linux/arm64")));
        }

        @Test
        void isRefusedWhereNobodyBuildsThemTogether() {
            assertEquals(
                    "No single node builds linux/amd64 and linux/arm64: n1 builds linux/arm64;"
                            + " n2 builds one platform at a time",
                    TestPlan.of("linux/amd64", "linux/arm64")
                            .oneNode()
                            .refusedBy(
                                    node("n1", "linux/arm64"),
                                    node("n2", "linux/amd64")
                                            .emulating("linux/arm64")
                                            .onePlatformAtATime())
                            .problem()
                            .cause());
        }
    }

    @Nested
    class Strategies {
        private final TestNode n1 = node("n1", "linux/amd64").slots(4);
        private final TestNode n2 = node("n2", "linux/amd64").slots(4);
        private final TestNode n3 = node("n3", "linux/amd64").slots(4);

        @Test
        void firstMatchFollowsTheFarmsOrderAmongThoseWithAFreeSlot() {
            TestPlan plan = TestPlan.of("linux/amd64");
            assertEquals(List.of("linux/amd64 @ n1"), plan.busy("n1", 3).on(n1, n2));
            assertEquals(List.of("linux/amd64 @ n2"), plan.busy("n1", 4).on(n1, n2));
            assertEquals(List.of("linux/amd64 @ n1"), plan.busy("n2", 4).on(n1, n2), "waits for the first");
        }

        @Test
        void leastLoadedTakesTheLargestPartOfFreeSlots() {
            TestPlan plan = TestPlan.of("linux/amd64").strategy(Strategy.LEAST_LOADED);
            assertEquals(
                    List.of("linux/amd64 @ n2"),
                    plan.busy("n1", 1).busy("n3", 2).on(n1, n2, n3));
            assertEquals(
                    List.of("linux/amd64 @ big"),
                    plan.busy("big", 2).on(n1, node("big", "linux/amd64").slots(16)));
        }

        @Test
        void leastLoadedSpreadsThePlatformsOfABuild() {
            TestNode first = node("n1", "linux/amd64").emulating("linux/arm64");
            TestNode second = node("n2", "linux/amd64").emulating("linux/arm64");
            for (Strategy strategy : Set.of(Strategy.LEAST_LOADED, Strategy.STICKY)) {
                List<String> plan = TestPlan.of("linux/amd64", "linux/arm64")
                        .strategy(strategy)
                        .on(first, second);
                assertEquals(2, plan.size(), plan.toString());
            }
        }

        @ParameterizedTest
        @EnumSource
        void lowerPriorityGoesFirstAndHigherOneWhenThatIsFull(Strategy strategy) {
            TestPlan plan = TestPlan.of("linux/amd64").strategy(strategy);
            TestNode reserve = node("reserve", "linux/amd64").priority(10).weight(9);
            assertEquals(List.of("linux/amd64 @ n1"), plan.busy("n1", 3).on(reserve, n1));
            assertEquals(List.of("linux/amd64 @ reserve"), plan.busy("n1", 4).on(reserve, n1));
            assertEquals(List.of("linux/amd64 @ n1"), plan.busy("reserve", 2).on(reserve, n1));
        }

        @Test
        void weightedFollowsTheWeights() {
            Map<String, Integer> taken = new HashMap<>();
            for (int chance = 0; chance < 10_000; chance++) {
                List<String> plan = TestPlan.of("linux/amd64")
                        .strategy(Strategy.WEIGHTED)
                        .chance(chance)
                        .on(
                                node("n1", "linux/amd64").weight(60),
                                node("n2", "linux/amd64").weight(30),
                                node("n3", "linux/amd64").weight(10),
                                node("n4", "linux/amd64").weight(0));
                taken.merge(plan.get(0), 1, Integer::sum);
            }
            assertEquals(6000, taken.get("linux/amd64 @ n1"), 200);
            assertEquals(3000, taken.get("linux/amd64 @ n2"), 200);
            assertEquals(1000, taken.get("linux/amd64 @ n3"), 200);
            assertEquals(3, taken.size(), "weight 0 is for when nothing else is there");
        }

        @Test
        void weightZeroIsTakenWhenNothingElseIsThere() {
            assertEquals(
                    List.of("linux/amd64 @ n2"),
                    TestPlan.of("linux/amd64")
                            .strategy(Strategy.WEIGHTED)
                            .busy("n1", 4)
                            .on(n1.weight(5), n2.weight(0)));
        }
    }

    @Nested
    class Sticky {
        private final TestNode n1 = node("n1", "linux/amd64").slots(4);
        private final TestNode n2 = node("n2", "linux/amd64").slots(4);

        private TestPlan plan() {
            return TestPlan.of("linux/amd64").strategy(Strategy.STICKY).last("linux/amd64", "n1");
        }

        @Test
        void staysOnTheWarmNodeWhileItIsNotMoreThanHalfBusier() {
            assertEquals(List.of("linux/amd64 @ n1"), plan().on(n1, n2));
            assertEquals(List.of("linux/amd64 @ n1"), plan().busy("n1", 2).on(n1, n2));
            assertEquals(List.of("linux/amd64 @ n2"), plan().busy("n1", 3).on(n1, n2));
            assertEquals(
                    List.of("linux/amd64 @ n1"),
                    plan().busy("n1", 3).busy("n2", 1).on(n1, n2));
        }

        @Test
        void waitsForTheFullWarmNodeOnlyIfOthersAreNearlyFullToo() {
            assertEquals(
                    List.of("linux/amd64 @ n1"),
                    plan().busy("n1", 4).busy("n2", 3).on(n1, n2));
            assertEquals(
                    List.of("linux/amd64 @ n2"),
                    plan().busy("n1", 4).busy("n2", 2).on(n1, n2));
            assertEquals(
                    List.of("linux/amd64 @ n2"),
                    plan().busy("n1", 2).busy("n2", 1).on(n1.slots(2), n2.slots(2)));
        }

        @Test
        void nobodyIsWarmWhoBuiltItByEmulationWhileAnotherBuildsItNatively() {
            assertEquals(
                    List.of("linux/amd64 @ n2"),
                    plan().on(node("n1", "linux/arm64").emulating("linux/amd64"), n2));
        }

        @Test
        void controllersAgreeWithoutKnowingWhoBuiltItLast() {
            List<String> names =
                    IntStream.range(0, 200).mapToObj(i -> "app" + i).toList();
            Map<String, String> homes = names.stream()
                    .collect(Collectors.toMap(
                            name -> name,
                            name -> TestPlan.of("linux/amd64")
                                    .strategy(Strategy.STICKY)
                                    .image(name)
                                    .on(n1, n2)
                                    .get(0)));
            names.forEach(name -> assertEquals(
                    List.of(homes.get(name)),
                    TestPlan.of("linux/amd64")
                            .strategy(Strategy.STICKY)
                            .image(name)
                            .chance(name.length())
                            .on(n2, n1)));
            long ofN1 =
                    homes.values().stream().filter("linux/amd64 @ n1"::equals).count();
            assertTrue(ofN1 > 60 && ofN1 < 140, "spread over both: " + ofN1);
        }

        @Test
        void aNewNodeMovesOnlyWhatItTakes() {
            TestNode n3 = node("n3", "linux/amd64").slots(4);
            for (int i = 0; i < 200; i++) {
                TestPlan plan =
                        TestPlan.of("linux/amd64").strategy(Strategy.STICKY).image("app" + i);
                List<String> before = plan.on(n1, n2);
                List<String> after = plan.on(n1, n2, n3);
                if (!after.equals(List.of("linux/amd64 @ n3"))) {
                    assertEquals(before, after);
                }
            }
        }

        @Test
        void theHashesAreThoseOfEveryVersion() {
            assertEquals(0xaf63dc4c8601ec8cL, Rendezvous.hash("a"), "FNV-1a's published test value");
            assertNotEquals(Rendezvous.score(1, 2), Rendezvous.score(2, 1));
            assertEquals(
                    List.of("linux/amd64 @ n1"),
                    TestPlan.of("linux/amd64")
                            .strategy(Strategy.STICKY)
                            .image("registry.example.com/team/app")
                            .on(n1, n2));
        }
    }
}
