package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import java.util.function.Consumer;

/**
 * What one node builds, on a thread of its own: an ordinary build for that one builder. It starts, and ends once: built, cancelled,
 * or with a problem.
 */
final class PartBuild {
    private final int id;
    private final Assignment assignment;
    private final BuildRequest request;
    private final BuildReporter reporter;
    private final Cancellation cancellation = new Cancellation();
    private final long startedAt = System.currentTimeMillis();
    private long durationMs;
    private Outcome outcome;
    private Problem problem;
    private boolean nodeFailed;

    /** @param request for the node's builder and the assignment's platforms */
    PartBuild(int id, Assignment assignment, BuildRequest request, BuildReporter reporter) {
        this.id = id;
        this.assignment = assignment;
        this.request = request;
        this.reporter = reporter;
    }

    /** @param onEnd told once, on the build's thread, after which nothing here changes any more */
    Thread start(BuildEngine engine, Secrets secrets, Consumer<PartBuild> onEnd) {
        Thread thread = new Thread(
                () -> {
                    try {
                        run(engine, secrets);
                    } finally {
                        durationMs = System.currentTimeMillis() - startedAt;
                        onEnd.accept(this);
                    }
                },
                "build-" + part());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run(BuildEngine engine, Secrets secrets) {
        try {
            outcome = engine.build(request, secrets, reporter, cancellation);
        } catch (CancelledException | InterruptedException e) {
            problem = cancellation.problem().orElse(null);
        } catch (OutsideFaultException e) {
            problem = e.problem();
        } catch (ProblemException e) {
            problem = e.problem();
            nodeFailed = problem.fault() == Fault.SERVICE;
        } catch (RuntimeException | Error e) { // whatever it is, the build as a whole must come to an end
            problem = Problem.service("The engine has an error of its own: " + e, "Please report it.");
            e.printStackTrace(reporter.console());
        }
    }

    void cancel() {
        cancellation.cancel();
    }

    int id() {
        return id;
    }

    Assignment assignment() {
        return assignment;
    }

    /** Whether its node is one that Jenkins makes pods for. */
    boolean isInPod() {
        return request.builder().inPods();
    }

    String part() {
        return assignment.part();
    }

    BuildReporter reporter() {
        return reporter;
    }

    long durationMs() {
        return durationMs;
    }

    /** Null unless it was built. */
    Outcome outcome() {
        return outcome;
    }

    /** Null unless it failed. */
    Problem problem() {
        return problem;
    }

    /** Whether it failed because the node did, so that another one may do better. */
    boolean hasNodeFailed() {
        return nodeFailed;
    }
}
