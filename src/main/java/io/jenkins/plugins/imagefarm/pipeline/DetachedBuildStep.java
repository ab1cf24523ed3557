package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousStepExecution;

/** A step about a build of the same run whose own step did not wait for it. */
public abstract class DetachedBuildStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String id;

    DetachedBuildStep(@CheckForNull String id) {
        this.id = id;
    }

    /** That its step returned. */
    @CheckForNull
    public String getId() {
        return id;
    }

    /** What it does with the build, if it does it at once. */
    Map<String, Object> with(DetachedBuild build) {
        return build.status();
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, this);
    }

    private static final class Execution extends SynchronousStepExecution<Map<String, Object>> {
        private static final long serialVersionUID = 1L;

        private final DetachedBuildStep step;

        Execution(StepContext context, DetachedBuildStep step) {
            super(context);
            this.step = step;
        }

        @Override
        protected Map<String, Object> run() throws Exception {
            return step.with(DetachedBuilds.get().find(getContext().get(Run.class), step.getId()));
        }
    }

    /** Of these steps. */
    abstract static class DetachedDescriptor extends ArgumentsDescriptor {
        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
