package io.jenkins.plugins.imagefarm.engine.inquiry;

import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Does the same on several nodes at once. A node whose time is over fails, whatever it hangs in, and delays no other. */
final class NodeTasks {
    private final List<FarmNode> nodes;
    private final Cancellation cancellation;

    NodeTasks(List<FarmNode> nodes, Cancellation cancellation) {
        this.nodes = nodes;
        this.cancellation = cancellation;
    }

    /** What is done on a node. */
    @FunctionalInterface
    interface Task<T> {
        /** @param own is cancelled when the node's time is over */
        T run(FarmNode node, Cancellation own) throws InterruptedException;
    }

    /**
     * @param limit of each node
     * @param failed what stands for a node that failed
     * @return in the order of the nodes
     * @throws CancelledException if all of it was cancelled
     */
    <T> List<T> run(Duration limit, Task<T> task, BiFunction<FarmNode, Problem, T> failed) throws InterruptedException {
        List<CompletableFuture<T>> running =
                nodes.stream().map(node -> start(node, limit, task, failed)).toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
        try (var registration = cancellation.onCancel(() -> all.completeExceptionally(new CancelledException()))) {
            all.get();
        } catch (ExecutionException e) {
            throw new CancelledException();
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    private <T> CompletableFuture<T> start(
            FarmNode node, Duration limit, Task<T> task, BiFunction<FarmNode, Problem, T> failed) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Cancellation own = new Cancellation();
        result.completeOnTimeout(
                failed.apply(node, Problem.service("It took longer than " + limit.toSeconds() + " s", "")),
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        result.thenRun(own::cancel); // nothing goes on once its result is there
        Thread thread = new Thread(() -> {
            try (var registration = cancellation.onCancel(own::cancel)) {
                result.complete(task.run(node, own));
            } catch (ProblemException e) {
                result.complete(failed.apply(node, e.problem()));
            } catch (CancelledException e) {
                result.complete(failed.apply(node, Problem.service("It was stopped", "")));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                result.complete(failed.apply(
                        node, Problem.service("The engine has an error of its own: " + e, "Please report it.")));
            }
        });
        thread.setName("node-" + node.name());
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
