package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs tasks one after the other, in the order they were given, on threads of an executor. */
final class Sequence {
    private final Executor executor;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    Sequence(Executor executor) {
        this.executor = executor;
    }

    synchronized void add(Runnable task) {
        tasks.add(task);
        if (!running) {
            running = true;
            executor.execute(this::run);
        }
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized Runnable next() {
        Runnable task = tasks.poll();
        running = task != null;
        return task;
    }
}
