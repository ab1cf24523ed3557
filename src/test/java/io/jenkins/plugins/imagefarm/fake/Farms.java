package io.jenkins.plugins.imagefarm.fake;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Run;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.queue.Slots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jvnet.hudson.test.JenkinsRule;

/** Farms whose nodes nobody ever calls, since the {@link FakeEngine} plays them too, and what it says about their use. */
public final class Farms {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Farms() {}

    public static void register(String name, int maxBuilds) {
        NodeConfiguration node = new NodeConfiguration(name, "unix:///nowhere/" + name + ".sock");
        node.setMaxBuilds(maxBuilds);
        List<NodeConfiguration> nodes =
                new ArrayList<>(ImageFarmConfiguration.get().getNodes());
        nodes.add(node);
        ImageFarmConfiguration.get().setNodes(nodes);
    }

    /** When something happened on a node. */
    public record Time(String node, long at) {}

    /** @param what {@code start} or {@code end} of an assignment */
    public static List<Time> times(String what, List<? extends Run<?, ?>> runs) throws Exception {
        Pattern line = Pattern.compile("(?m)^" + what + " \\S+@(\\S+) @(\\d+)$");
        List<Time> times = new ArrayList<>();
        for (Run<?, ?> run : runs) {
            Matcher matcher = line.matcher(JenkinsRule.getLog(run));
            while (matcher.find()) {
                times.add(new Time(matcher.group(1), Long.parseLong(matcher.group(2))));
            }
        }
        times.sort(Comparator.comparingLong(Time::at));
        return times;
    }

    /** How many assignments a node had at the same time, at most. */
    public static int most(String node, List<? extends Run<?, ?>> runs) throws Exception {
        List<Time> starts = times("start", runs);
        List<Time> ends = times("end", runs);
        return starts.stream()
                .filter(start -> start.node().equals(node))
                .mapToInt(start -> (int) (starts.stream()
                                .filter(other -> other.node().equals(node) && other.at() <= start.at())
                                .count()
                        - ends.stream()
                                .filter(other -> other.node().equals(node) && other.at() <= start.at())
                                .count()))
                .max()
                .orElse(0);
    }

    /** A run is given a slot of a node a moment after it is free. */
    public static void awaitHold(String node, String run) throws InterruptedException {
        await(() -> Slots.get().state().holds().stream()
                .anyMatch(hold ->
                        hold.assignment().node().equals(node) && hold.build().startsWith(run + ":")));
    }

    /** What builds hold is given back a moment after they are over. */
    public static void awaitNoHolds() throws InterruptedException {
        await(() -> Slots.get().state().holds().isEmpty());
    }

    public static void awaitNobodyWaits() throws InterruptedException {
        await(() -> Slots.get().state().waiting().isEmpty());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> Slots.get().state().toString());
            Thread.sleep(50);
        }
    }
}
