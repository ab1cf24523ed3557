package io.jenkins.plugins.imagefarm.nodes;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.launch.EngineCall;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What nodes said of themselves, to builds and to Jenkins: the one memory of all builds, so that a node that was just asked is not
 * asked again, and a dead one costs one build one waiting. Lives as long as Jenkins runs; a report of a registration that has
 * changed since is forgotten.
 */
@Extension
public final class NodeReports {
    /** For how long a report spares a build the question. */
    public static final Duration FRESH = Duration.ofMinutes(1);

    /** Agents that come and go leave reports of what they found beside them. */
    private static final Duration FORGET = Duration.ofDays(1);

    private final Clock clock;
    private final Map<NodeAddress, SeenNode> seen = new HashMap<>();

    public NodeReports() {
        this(Clock.systemUTC());
    }

    NodeReports(Clock clock) {
        this.clock = clock;
    }

    @NonNull
    public static NodeReports get() {
        return ExtensionList.lookupSingleton(NodeReports.class);
    }

    /**
     * Remembers an answer, or that there was none.
     *
     * @param machine from which the node was asked: an agent's name, empty for the controller
     * @param builder the node as it was asked
     */
    public synchronized void answered(@NonNull String machine, @NonNull Builder builder, @NonNull NodeReport report) {
        long now = clock.millis();
        NodeAddress address = NodeAddress.of(builder, machine);
        seen.keySet().removeIf(known -> known.node().equals(address.node()) && !known.isSameRegistration(address));
        seen.values().removeIf(known -> now - known.at() > FORGET.toMillis());
        seen.merge(address, SeenNode.first(report, now), (before, first) -> before.then(report, now));
    }

    /**
     * Asks nodes, waits for the answer and remembers it.
     *
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if they could not be asked
     */
    @NonNull
    public InquiryAnswer ask(@NonNull EngineCall call, @NonNull Inquiry inquiry) throws InterruptedException {
        InquiryAnswer answer = call.ask(inquiry);
        for (NodeReport report : answer.reports()) {
            inquiry.nodes().stream()
                    .filter(node -> node.name().equals(report.node()))
                    .forEach(node -> answered(call.machine(), node.builder(), report));
        }
        return answer;
    }

    /**
     * What a build may take as known of nodes rather than ask them.
     *
     * <p>That a node is dead is known too. But if all of them are, nothing is: before a build is refused for that, they are asked
     * again.
     *
     * @param machine on which the build's engine runs: an agent's name, empty for the controller
     * @param nodes as the build would ask them
     */
    @NonNull
    public synchronized List<NodeReport> fresh(
            @NonNull String machine, @NonNull Collection<FarmNode> nodes, @NonNull Duration maxAge) {
        long oldest = clock.millis() - maxAge.toMillis();
        List<NodeReport> fresh = nodes.stream()
                .map(node -> seen.get(NodeAddress.of(node.builder(), machine)))
                .filter(Objects::nonNull)
                .filter(known -> known.at() >= oldest)
                .map(SeenNode::report)
                .toList();
        boolean allDead = fresh.size() == nodes.size() && fresh.stream().noneMatch(NodeReport::hasAnswered);
        return allDead ? List.of() : fresh;
    }

    /** What is known of a node, whoever asked it last. */
    @NonNull
    public synchronized Optional<SeenNode> find(@NonNull Builder builder) {
        NodeAddress address = NodeAddress.of(builder, "");
        return seen.entrySet().stream()
                .filter(known -> known.getKey().isSameRegistration(address))
                .map(Map.Entry::getValue)
                .max(Comparator.comparingLong(SeenNode::at));
    }
}
