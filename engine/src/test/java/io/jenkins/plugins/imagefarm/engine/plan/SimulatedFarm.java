package io.jenkins.plugins.imagefarm.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntSupplier;

/** Builds on nodes in a time of its own: an assignment starts when it is granted and ends when its duration is over. */
final class SimulatedFarm {
    private final List<Candidate> nodes;
    private final Map<String, Build> builds = new LinkedHashMap<>();
    private final PriorityQueue<End> ends = new PriorityQueue<>();
    private SlotBook book = new SlotBook(List.of());
    private long now;
    private long work;

    private static final class Build {
        private final PlanRequest request;
        private final Set<Platform> left;
        private int lastId;

        Build(PlanRequest request) {
            this.request = request;
            this.left = new HashSet<>(request.platforms());
        }
    }

    private record End(long at, String build, int id) implements Comparable<End> {
        @Override
        public int compareTo(End other) {
            return Long.compare(at, other.at);
        }
    }

    SimulatedFarm(TestNode... nodes) {
        this.nodes = TestPlan.candidates(nodes);
    }

    void want(TestPlan plan) {
        String name = "b" + builds.size();
        Build build = new Build(plan.request());
        builds.put(name, build);
        book.want(wish(name, build));
    }

    private Wish wish(String name, Build build) {
        PlanRequest rest = build.request.with(List.copyOf(build.left), build.request.excluded());
        return new Wish(name, 1, rest, nodes, now, build.lastId);
    }

    /** As Jenkins does it: holds are kept, and wishes made again for what is left, in the order in which they came. */
    void restartController() {
        book = new SlotBook(book.holds());
        builds.forEach((name, build) -> {
            if (!build.left.isEmpty()) {
                book.want(wish(name, build));
            }
        });
    }

    void dispatch(IntSupplier durations) {
        for (Answer answer : book.dispatch(node -> null, now)) {
            Placement.Granted granted = assertInstanceOf(Placement.Granted.class, answer.placement());
            Build build = builds.get(answer.build());
            assertTrue(granted.id() > build.lastId, "an id is given once: " + answer);
            build.lastId = granted.id();
            granted.assignment()
                    .platforms()
                    .forEach(share -> assertTrue(build.left.remove(share.platform()), "granted once: " + answer));
            assertEquals(build.left, new HashSet<>(granted.pending()));
            int duration = durations.getAsInt();
            work += duration;
            ends.add(new End(now + duration, answer.build(), granted.id()));
        }
    }

    boolean isBusy() {
        return !ends.isEmpty();
    }

    void passToNextEnd() {
        End end = ends.remove();
        now = end.at;
        book.ended(end.build, end.id);
    }

    long now() {
        return now;
    }

    /** Of all assignments. */
    long work() {
        return work;
    }

    boolean isAnythingLeft() {
        return builds.values().stream().anyMatch(build -> !build.left.isEmpty())
                || !book.holds().isEmpty()
                || !book.waiting().isEmpty();
    }

    List<String> tooBusy() {
        return nodes.stream()
                .filter(node -> inUse(node) > node.node().maxBuilds())
                .map(node -> node.node().name())
                .toList();
    }

    private long inUse(Candidate node) {
        return book.holds().stream()
                .filter(hold -> hold.assignment().node().equals(node.node().name()))
                .count();
    }

    /** Those who wait though a node has a free slot that builds their platform natively. */
    List<Waiting> waitingForWhatIsFree() {
        return book.waiting().stream()
                .filter(waiting -> nodes.stream()
                        .filter(node -> inUse(node) < node.node().maxBuilds())
                        .anyMatch(node -> waiting.assignment().platforms().stream()
                                .anyMatch(share -> node.report().info().nativePlatforms().stream()
                                        .anyMatch(each -> each.runs(share.platform())))))
                .toList();
    }
}
