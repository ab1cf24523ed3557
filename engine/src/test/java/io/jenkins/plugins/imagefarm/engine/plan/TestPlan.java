package io.jenkins.plugins.imagefarm.engine.plan;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Strategy;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request as a test describes it, and what the planner makes of it. */
final class TestPlan {
    private final List<Platform> platforms;
    private final Set<Feature> needs = EnumSet.noneOf(Feature.class);
    private final List<String> labels = new ArrayList<>();
    private final Map<Platform, String> last = new HashMap<>();
    private final Map<String, String> excluded = new HashMap<>();
    private final Map<String, Load> loads = new HashMap<>();
    private Emulation emulation = Emulation.FALLBACK;
    private Strategy strategy = Strategy.FIRST_MATCH;
    private String image = "app";
    private boolean oneNode;
    private boolean dryRun;
    private long chance;

    private TestPlan(List<Platform> platforms) {
        this.platforms = platforms;
    }

    static TestPlan of(String... platforms) {
        return new TestPlan(TestNode.platforms(platforms));
    }

    static TestPlan of(List<Platform> platforms) {
        return new TestPlan(platforms);
    }

    TestPlan emulation(Emulation value) {
        emulation = value;
        return this;
    }

    TestPlan strategy(Strategy value) {
        strategy = value;
        return this;
    }

    TestPlan image(String name) {
        image = name;
        return this;
    }

    TestPlan needs(Feature... features) {
        needs.addAll(Arrays.asList(features));
        return this;
    }

    TestPlan label(String label) {
        labels.add(label);
        return this;
    }

    TestPlan last(String platform, String node) {
        last.put(Platform.valueOf(platform), node);
        return this;
    }

    TestPlan excluded(String node, String why) {
        excluded.put(node, why);
        return this;
    }

    TestPlan busy(String node, int inUse) {
        loads.put(node, new Load(inUse, 0));
        return this;
    }

    TestPlan oneNode() {
        oneNode = true;
        return this;
    }

    TestPlan dryRun() {
        dryRun = true;
        return this;
    }

    TestPlan chance(long value) {
        chance = value;
        return this;
    }

    PlanRequest request() {
        FarmRules rules = new FarmRules(emulation, strategy, labels, oneNode, true, 2, false, 1000, dryRun);
        return new PlanRequest(platforms, needs, rules, image, last, excluded);
    }

    Map<String, Load> loads() {
        return loads;
    }

    Decision decide(TestNode... nodes) {
        return Planner.plan(request(), candidates(nodes), loads, chance);
    }

    static List<Candidate> candidates(TestNode... nodes) {
        return Arrays.stream(nodes).map(TestNode::candidate).toList();
    }

    /** Each assignment as {@code platform[ (emulated)][ + platform…] @ node}. */
    List<String> on(TestNode... nodes) {
        return assertInstanceOf(Decision.Plan.class, decide(nodes)).assignments().stream()
                .map(TestPlan::text)
                .toList();
    }

    static String text(Assignment assignment) {
        return String.join(
                        " + ",
                        assignment.platforms().stream().map(Object::toString).toList())
                + " @ " + assignment.node();
    }

    Decision.Refusal refusedBy(TestNode... nodes) {
        return assertInstanceOf(Decision.Refusal.class, decide(nodes));
    }
}
