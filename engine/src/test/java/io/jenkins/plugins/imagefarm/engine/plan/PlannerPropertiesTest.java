package io.jenkins.plugins.imagefarm.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Assignment.Share;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is true of every decision, on many farms of which no two are alike. */
class PlannerPropertiesTest {
    private static final int FARMS = 3000;

    static List<RandomFarm> farms() {
        return RandomFarm.many(FARMS);
    }

    /** A simpler judge than the planner's own: what that candidate does with that platform, if anything. */
    private static Way judge(Candidate candidate, Platform platform, PlanRequest request) {
        boolean there = candidate.offline() == null
                && candidate.report() != null
                && candidate.report().hasAnswered()
                && !request.excluded().containsKey(candidate.node().name())
                && candidate.node().labels().containsAll(request.rules().labels())
                && candidate.report().info().features().containsAll(request.needs());
        List<Platform> fixed = candidate.node().platforms();
        if (!there || !fixed.isEmpty() && !fixed.contains(platform)) {
            return Way.NOT;
        }
        if (candidate.report().info().nativePlatforms().stream().anyMatch(each -> each.runs(platform))) {
            return Way.NATIVE;
        }
        return candidate.report().info().emulatedPlatforms().stream().anyMatch(each -> each.runs(platform))
                ? Way.EMULATED
                : Way.NOT;
    }

    @ParameterizedTest
    @MethodSource("farms")
    void decisionsAreRight(RandomFarm farm) {
        Decision decision = Planner.plan(farm.request(), farm.candidates(), farm.loads(), farm.chance());
        assertEquals(
                decision,
                Planner.plan(farm.request(), farm.candidates(), farm.loads(), farm.chance()),
                "the same question has the same answer");
        if (decision instanceof Decision.Plan plan) {
            plansAreRight(farm, plan);
        } else {
            refusalsAreRight(farm, (Decision.Refusal) decision);
        }
    }

    private static void plansAreRight(RandomFarm farm, Decision.Plan plan) {
        Map<String, Candidate> nodes = farm.candidates().stream()
                .collect(Collectors.toMap(each -> each.node().name(), Function.identity()));
        Set<Platform> covered = new HashSet<>();
        for (Assignment assignment : plan.assignments()) {
            Candidate node = nodes.get(assignment.node());
            assertTrue(assignment.platforms().size() == 1
                    || node.report().info().features().contains(Feature.SEVERAL_PLATFORMS));
            for (Share share : assignment.platforms()) {
                assertTrue(covered.add(share.platform()), "once only: " + share.platform());
                Way way = judge(node, share.platform(), farm.request());
                assertEquals(share.emulated() ? Way.EMULATED : Way.NATIVE, way, node + " for " + share);
                if (share.emulated() && !farm.request().rules().oneNode()) {
                    emulationIsAllowed(farm, share.platform());
                }
            }
        }
        if (!farm.request().platforms().isEmpty()) {
            assertEquals(Set.copyOf(farm.request().platforms()), covered);
        }
        assertFalse(covered.isEmpty());
        if (farm.request().rules().oneNode()) {
            assertEquals(1, plan.assignments().size());
        }
    }

    private static void emulationIsAllowed(RandomFarm farm, Platform platform) {
        List<Candidate> natives = farm.candidates().stream()
                .filter(each -> judge(each, platform, farm.request()) == Way.NATIVE)
                .toList();
        Emulation emulation = farm.request().rules().emulation();
        assertFalse(emulation == Emulation.NEVER);
        assertTrue(natives.isEmpty() || emulation == Emulation.ALLOW);
    }

    private static void refusalsAreRight(RandomFarm farm, Decision.Refusal refusal) {
        Set<String> all =
                farm.candidates().stream().map(each -> each.node().name()).collect(Collectors.toSet());
        assertEquals(
                all,
                refusal.reasons().stream().map(Decision.Reason::node).collect(Collectors.toSet()),
                "every node is named");
        assertFalse(refusal.problem().cause().contains("\n"));
        if (farm.request().rules().oneNode()) {
            return;
        }
        boolean emulates = farm.request().rules().emulation() != Emulation.NEVER;
        for (Decision.Reason reason : refusal.reasons()) {
            if (reason.platform() != null) {
                farm.candidates().forEach(each -> {
                    Way way = judge(each, reason.platform(), farm.request());
                    assertTrue(way == Way.NOT || way == Way.EMULATED && !emulates, each + " for " + reason);
                });
            }
        }
    }
}
