package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that makes an image in a running Pipeline, and waits for its {@link StepBuild} unless it was told not to.
 *
 * <p>Nothing here waits on the Pipeline's own thread. {@link #stop} only notes the order.
 */
@SuppressFBWarnings(
        value = "UWF_FIELD_NOT_INITIALIZED_IN_CONSTRUCTOR",
        justification = "start sets it before it returns")
final class ImageBuildExecution extends StepExecution implements StepBuild.Surroundings {
    private static final long serialVersionUID = 1L;

    private final ImageStep step;

    /** Null until {@link #start}, and if nobody waits for it. */
    private StepBuild build;

    ImageBuildExecution(StepContext context, ImageStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        StepBuild started = StepBuild.of(step, getContext());
        if (!step.isWait()) {
            getContext().onSuccess(DetachedBuilds.get().begin(started, getContext()));
            return true;
        }
        build = started;
        build.follow(this, false);
        return false;
    }

    @Override
    public void onResume() {
        build.follow(this, true);
    }

    @Override
    public void stop(Throwable cause) {
        build.engine().stop(cause);
    }

    @Override
    public String getStatus() {
        return build == null ? null : build.engine().status();
    }

    @Override
    public TaskListener listener() throws IOException, InterruptedException {
        TaskListener listener = getContext().get(TaskListener.class);
        if (listener == null) {
            throw new AbortException("The step has no console");
        }
        return listener;
    }

    @Override
    public Run<?, ?> run() throws IOException, InterruptedException {
        Run<?, ?> run = getContext().get(Run.class);
        if (run == null) {
            throw new AbortException("The step has no run");
        }
        return run;
    }

    @Override
    public FlowNode node() throws IOException, InterruptedException {
        return getContext().get(FlowNode.class);
    }

    @Override
    public TaskListenerDecorator decorator() throws IOException, InterruptedException {
        return StepBuild.decorator(getContext());
    }

    @Override
    public void save() {
        getContext().saveState();
    }

    @Override
    public void ended(StepEnd end) {
        end.complete(getContext());
    }
}
