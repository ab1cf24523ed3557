package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks nodes, all at once. Each has the same time, and when that is over it counts as one that does not answer, whatever it is doing:
 * a dead node costs its time once and delays no other.
 */
public final class NodeInquirer {
    /** More than that at once would rather delay the answers. */
    private static final int AT_ONCE = 200;

    private final NodeQuestion question;

    public NodeInquirer(NodeQuestion question) {
        this.question = question;
    }

    /**
     * @param limit how long each node may take
     * @param listener gets every report as soon as it is there, in the calling thread
     * @return a report of every node, in the order of the nodes
     * @throws CancelledException if the build was cancelled meanwhile
     */
    public List<NodeReport> ask(
            List<FarmNode> nodes,
            Secrets secrets,
            Duration limit,
            Consumer<NodeReport> listener,
            Cancellation cancellation)
            throws InterruptedException {
        if (nodes.isEmpty()) {
            return List.of();
        }
        BlockingQueue<Optional<NodeReport>> answers = new LinkedBlockingQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(nodes.size(), AT_ONCE), NodeInquirer::thread);
        try (var registration = cancellation.onCancel(() -> answers.add(Optional.empty()))) {
            nodes.forEach(node -> threads.execute(() ->
                    new Asked(node, limit, report -> answers.add(Optional.of(report))).ask(secrets, cancellation)));
            Map<String, NodeReport> reports = new HashMap<>();
            while (reports.size() < nodes.size()) {
                NodeReport report = answers.take().orElseThrow(CancelledException::new);
                reports.put(report.node(), report);
                listener.accept(report);
            }
            return nodes.stream().map(node -> reports.get(node.name())).toList();
        } finally {
            // Who is late was cancelled and ends by himself; an interrupt would only keep him from cleaning up.
            threads.shutdown();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "node-inquiry");
        thread.setDaemon(true);
        return thread;
    }

    /** One node that is asked. Whatever comes first, its answer or the end of its time, is its report. */
    private final class Asked {
        private final FarmNode node;
        private final Duration limit;
        private final CompletableFuture<NodeReport> report = new CompletableFuture<>();
        private final Cancellation own = new Cancellation();
        private final long begin = System.nanoTime();

        Asked(FarmNode node, Duration limit, Consumer<NodeReport> listener) {
            this.node = node;
            this.limit = limit;
            report.thenAccept(listener);
        }

        void ask(Secrets secrets, Cancellation cancellation) {
            CompletableFuture<Void> timer =
                    new CompletableFuture<Void>().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
            timer.thenRun(() -> {
                late();
                own.cancel();
            });
            try (var registration = cancellation.onCancel(own::cancel)) {
                answered(question.ask(node, secrets.keysOf(node.builder()), own));
            } catch (CancelledException e) {
                late();
            } catch (ProblemException e) {
                failed(e.problem());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                failed(Problem.service("The engine has an error of its own: " + e, "Please report it."));
            } finally {
                timer.cancel(false);
            }
        }

        private void answered(NodeInfo info) {
            report.complete(new NodeReport(node.name(), info, null, System.currentTimeMillis(), took()));
        }

        private void failed(Problem problem) {
            report.complete(new NodeReport(node.name(), null, problem, System.currentTimeMillis(), took()));
        }

        private void late() {
            String address = node.builder().uri();
            NoAnswer late = NoAnswer.late(limit);
            failed(Problem.service(
                    "No builder answers: " + (address.isEmpty() ? "this machine" : address) + " " + late.reason(),
                    "Check that it is up, and that this machine may connect to it."));
        }

        private long took() {
            return Duration.ofNanos(System.nanoTime() - begin).toMillis();
        }
    }
}
