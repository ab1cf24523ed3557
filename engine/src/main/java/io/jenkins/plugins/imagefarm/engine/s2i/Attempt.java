package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import java.time.Duration;

/** One Dockerfile that is built, with or without an image before. */
final class Attempt {
    private final Duration saveLimit;
    private final Cancellation own = new Cancellation();
    private final SaveLimit limit;
    private final StepWatch steps;

    /** @param saveLimit for how long save-artifacts may run */
    Attempt(Scripts scripts, Duration saveLimit) {
        this.saveLimit = saveLimit;
        this.limit = new SaveLimit(saveLimit, own);
        this.steps = new StepWatch(scripts, limit::saving);
    }

    StepWatch steps() {
        return steps;
    }

    /** @throws NotSavedException if what failed is the saving, which is no failure of the build */
    Outcome run(
            BuildEngine builders,
            BuildRequest request,
            Secrets secrets,
            BuildReporter reporter,
            Cancellation cancellation)
            throws InterruptedException, NotSavedException {
        try (limit;
                var whole = cancellation.onCancel(own::cancel);
                var watch = reporter.events().watch(steps)) {
            return builders.build(request, secrets, reporter, own);
        } catch (CancelledException e) {
            if (limit.isExceeded() && !cancellation.isCancelled()) {
                throw new NotSavedException("save-artifacts did not end within " + saveLimit.toSeconds() + " s", e);
            }
            throw e;
        } catch (ProblemException e) {
            boolean saving = steps.failed()
                    .filter(script -> script == ScriptName.SAVE_ARTIFACTS)
                    .isPresent();
            if (saving && e.problem().fault() == Fault.USER) {
                throw new NotSavedException(e.problem().cause(), e);
            }
            throw e;
        }
    }
}
