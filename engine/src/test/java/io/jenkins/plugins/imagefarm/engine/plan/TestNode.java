package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A node as a test describes it; unless told otherwise a BuildKit that can do everything, with two slots. */
final class TestNode {
    private final String name;
    private List<Platform> natives = List.of();
    private List<Platform> emulated = List.of();
    private List<Platform> fixed = List.of();
    private final List<String> labels = new ArrayList<>();
    private final Set<Feature> features = EnumSet.allOf(Feature.class);
    private int maxBuilds = 2;
    private int priority;
    private int weight;
    private String offline;
    private String silence;
    private boolean asked = true;

    private TestNode(String name) {
        this.name = name;
    }

    static TestNode node(String name, String... natives) {
        TestNode node = new TestNode(name);
        node.natives = platforms(natives);
        return node;
    }

    static List<Platform> platforms(String... texts) {
        return Stream.of(texts).map(Platform::valueOf).toList();
    }

    TestNode emulating(String... platforms) {
        emulated = platforms(platforms);
        return this;
    }

    TestNode usedFor(String... platforms) {
        fixed = platforms(platforms);
        return this;
    }

    TestNode slots(int count) {
        maxBuilds = count;
        return this;
    }

    TestNode priority(int value) {
        priority = value;
        return this;
    }

    TestNode weight(int value) {
        weight = value;
        return this;
    }

    TestNode label(String label) {
        labels.add(label);
        return this;
    }

    TestNode without(Feature feature) {
        features.remove(feature);
        return this;
    }

    TestNode onePlatformAtATime() {
        return without(Feature.SEVERAL_PLATFORMS);
    }

    TestNode offline(String reason) {
        offline = reason;
        return this;
    }

    TestNode silent(String cause) {
        silence = cause;
        return this;
    }

    TestNode notAsked() {
        asked = false;
        return this;
    }

    Candidate candidate() {
        return new Candidate(
                new FarmNode(
                        new Builder(name, "tcp://" + name + ":1", BuilderType.AUTO, ""),
                        maxBuilds,
                        priority,
                        weight,
                        labels,
                        fixed),
                asked ? report() : null,
                offline);
    }

    private NodeReport report() {
        return silence == null
                ? new NodeReport(
                        name, new NodeInfo(BuilderType.BUILDKIT, "1", natives, emulated, features, -1), null, 1, 1)
                : new NodeReport(name, null, Problem.service(silence, ""), 1, 1);
    }
}
