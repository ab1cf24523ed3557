package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.launch.Ending;
import java.io.Serializable;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * How a build ended for its step.
 *
 * @param state a final one
 * @param reason one line
 * @param result what the step returns, or would if it did not fail; null if that will never be known
 * @param failure that the step ends with; null if it succeeds
 */
record StepEnd(
        BuildState state,
        String reason,
        @CheckForNull Map<String, Object> result,
        @CheckForNull Throwable failure) implements Serializable {
    /**
     * @param savedMs what the cache saved
     * @param stopped whether it was told to stop
     */
    static StepEnd of(ImageStep step, Ending ending, long savedMs, boolean stopped) {
        BuildResult result = ending.result();
        Map<String, Object> map = result == null ? null : ResultMap.of(result, step.returnsParts(), savedMs);
        if (ending.interruption() != null) {
            Throwable failure = Failures.of(ending.interruption());
            BuildState state = stopped ? BuildState.CANCELLED : BuildState.FAILURE;
            return new StepEnd(state, String.valueOf(failure.getMessage()), map, failure);
        }
        boolean fine = step.isReturnResult() || Failures.isSuccess(result);
        return new StepEnd(result.state(), result.reason(), map, fine ? null : Failures.of(result));
    }

    void complete(StepContext context) {
        if (failure == null) {
            context.onSuccess(result);
        } else {
            context.onFailure(failure);
        }
    }
}
