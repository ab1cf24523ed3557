package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a build has tried, one after the other, and what is to be told of it. */
final class Tries {
    private final Duration saveLimit;
    private final Map<String, Long> stages = new LinkedHashMap<>();
    private boolean incremental;
    private boolean fellBack;

    /** One of the ways in which a plan is carried out. */
    @FunctionalInterface
    interface Way {
        Outcome build(Attempt attempt) throws InterruptedException, NotSavedException;
    }

    /** @param saveLimit for how long save-artifacts may run */
    Tries(Duration saveLimit) {
        this.saveLimit = saveLimit;
    }

    /** A try that tells nothing. */
    Attempt next(Scripts scripts) {
        return new Attempt(scripts, saveLimit);
    }

    /**
     * @throws NotSavedException if the image before cannot save, which is no failure of the build
     * @throws S2iFailure if it failed
     */
    Outcome run(S2iPlan plan, Way way) throws InterruptedException, NotSavedException {
        return run(plan, next(plan.scripts()), way);
    }

    /** The same, for who wants to know what its steps did. */
    Outcome run(S2iPlan plan, Attempt attempt, Way way) throws InterruptedException, NotSavedException {
        StepWatch steps = attempt.steps();
        try {
            return way.build(attempt);
        } catch (ProblemException e) {
            if (plan.isOfPrevious(e.problem())) {
                throw new NotSavedException(e.problem().cause(), e);
            }
            throw new FailureJudge(plan.scripts(), plan.builder(), plan.runtime()).explain(e, steps);
        } finally {
            steps.stages().forEach((stage, time) -> stages.merge(stage, time, Math::max));
            // Of a step that comes from the builder's cache nothing is heard; then it did what it did when it ran.
            fellBack |= steps.fellBack();
            incremental = plan.saving().isPresent() && !fellBack;
        }
    }

    /** @param time in milliseconds */
    void took(String stage, long time) {
        stages.merge(stage, time, Long::sum);
    }

    /** Milliseconds by source-to-image's names of stages. */
    Map<String, Long> stages() {
        return stages;
    }

    /** Whether the last one used what the image before saved. */
    boolean incremental() {
        return incremental;
    }
}
