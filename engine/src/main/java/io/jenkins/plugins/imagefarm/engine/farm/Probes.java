package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks all nodes of a farm at once that did not say a short time ago what they are. A dead one costs its time limit, once: that is
 * kept here, whatever the probe hangs in.
 */
final class Probes {
    /** A probe that keeps its limit itself can say more than that time is over. */
    private static final long GRACE_MS = 500;

    private final NodeProbe probe;
    private final Farm farm;
    private final Secrets secrets;
    private final long startedAt = System.currentTimeMillis();
    private final long start = System.nanoTime();

    /** Empty when the build is cancelled. */
    private final BlockingQueue<Optional<NodeReport>> answers = new LinkedBlockingQueue<>();

    Probes(NodeProbe probe, Farm farm, Secrets secrets) {
        this.probe = probe;
        this.farm = farm;
        this.secrets = secrets;
    }

    /**
     * @param onAnswer told of every node that was asked, as soon as it has answered or its time is over
     * @return what is known of every node
     * @throws CancelledException when cancelled; what is still asked is given up
     */
    List<NodeReport> run(Cancellation cancellation, Consumer<NodeReport> onAnswer) throws InterruptedException {
        List<NodeReport> reports = new ArrayList<>(farm.known());
        Set<String> known = new LinkedHashSet<>();
        farm.known().forEach(report -> known.add(report.node()));
        List<FarmNode> asked = farm.nodes().stream()
                .filter(node -> !known.contains(node.name()))
                .toList();
        List<Thread> threads = asked.stream().map(this::ask).toList();
        try (var registration = cancellation.onCancel(() -> answers.add(Optional.empty()))) {
            for (int count = 0; count < asked.size(); count++) {
                NodeReport report = next(asked, known);
                known.add(report.node());
                reports.add(report);
                onAnswer.accept(report);
            }
        } finally {
            threads.forEach(Thread::interrupt);
        }
        return reports;
    }

    private NodeReport next(List<FarmNode> asked, Set<String> known) throws InterruptedException {
        long limitMs = farm.rules().nodeTimeoutMs();
        long left = TimeUnit.MILLISECONDS.toNanos(limitMs + GRACE_MS) - (System.nanoTime() - start);
        Optional<NodeReport> answer = answers.poll(left, TimeUnit.NANOSECONDS);
        if (answer == null) {
            FarmNode silent = asked.stream()
                    .filter(node -> !known.contains(node.name()))
                    .findFirst()
                    .orElseThrow();
            return failed(silent, Problem.service("It did not answer within " + limitMs / 1000.0 + " s", ""));
        }
        return answer.orElseThrow(CancelledException::new);
    }

    private Thread ask(FarmNode node) {
        Thread thread = new Thread(() -> answers.add(Optional.of(report(node))), "probe-" + node.name());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private NodeReport report(FarmNode node) {
        try {
            return probe.ask(node, secrets.keysOf(node.builder()), farm.rules().nodeTimeoutMs());
        } catch (InterruptedException e) {
            return failed(node, Problem.service("It was not asked to the end", ""));
        } catch (RuntimeException e) {
            return failed(node, Problem.service("The engine has an error of its own: " + e, "Please report it."));
        }
    }

    private NodeReport failed(FarmNode node, Problem problem) {
        long now = System.currentTimeMillis();
        return new NodeReport(node.name(), null, problem, now, now - startedAt);
    }
}
