package io.jenkins.plugins.imagefarm.pipeline;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.launch.Assignment;
import io.jenkins.plugins.imagefarm.launch.BuildOwner;
import io.jenkins.plugins.imagefarm.launch.BuildPlace;
import io.jenkins.plugins.imagefarm.launch.BuildThreads;
import io.jenkins.plugins.imagefarm.launch.ConsolePosition;
import io.jenkins.plugins.imagefarm.launch.Ending;
import io.jenkins.plugins.imagefarm.launch.EngineRun;
import io.jenkins.plugins.imagefarm.launch.FarmDesk;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import io.jenkins.plugins.imagefarm.queue.BuildDesk;
import io.jenkins.plugins.imagefarm.queue.BuildName;
import io.jenkins.plugins.imagefarm.queue.Slots;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that makes an image in a running Pipeline.
 *
 * <p>{@link #start} judges the parameters and returns; from then on {@link EngineRun#tick} is called a few times a second by
 * {@link BuildThreads}, which starts the engine, follows it and finds its end. When Jenkins restarts, {@link #onResume} does
 * nothing but have it called again. {@link #stop} only notes the order.
 *
 * <p>Nothing here waits on the Pipeline's own thread, and nothing is completed once Jenkins is going down, so that the next session
 * finds the engine's result where it is.
 */
final class ImageBuildExecution extends StepExecution implements BuildOwner {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ImageBuildExecution.class.getName());

    /** The parameters: also those needed to start the engine, in case that has not been done when Jenkins restarts. */
    private final ImageStep step;

    /** The build on its agent; null until {@link #start}. */
    private EngineRun engine;

    /** Null until {@link #start}. */
    private BuildName name;

    private transient BuildDesk desk;

    private transient volatile ScheduledFuture<?> ticking;

    ImageBuildExecution(StepContext context, ImageStep step) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        name = BuildName.of(run(), getContext().get(FlowNode.class).getId());
        FilePath directory = getContext().get(FilePath.class);
        FilePath workspace = Workspaces.root(getContext().get(FlowNode.class), directory);
        BuildPlace place =
                BuildPlace.of(workspace, directory, UUID.randomUUID().toString().substring(0, 8));
        BuildAssignment assignment = assignment(place);
        assignment.check();
        engine = new EngineRun(
                place,
                System.currentTimeMillis() + assignment.timeout().toMillis(),
                BuilderEnvironment.of(getContext().get(EnvVars.class)));
        follow(false);
        return false;
    }

    @Override
    public void onResume() {
        follow(true);
    }

    private void follow(boolean resumed) {
        BuildThreads threads = BuildThreads.get();
        desk = new BuildDesk(name, engine.place().node(), step.needsSecrets(), this::podOptions, Slots.get());
        engine.attach(this, threads.waiting(), resumed);
        ticking = threads.repeat(engine::tick, EngineRun.TICK_MS);
    }

    private PodOptions podOptions(String node) {
        try {
            return assignment(engine.place()).podOptions(node, engine.deadline());
        } catch (IOException e) {
            throw new ProblemException(Problem.service(String.valueOf(e.getMessage()), ""), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.service("Jenkins goes down", ""), e);
        }
    }

    @Override
    public void stop(Throwable cause) {
        engine.stop(cause);
    }

    @Override
    public String getStatus() {
        return engine.status();
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
    public Assignment assignment() throws IOException, InterruptedException {
        return assignment(engine.place()).resolve(listener());
    }

    private BuildAssignment assignment(BuildPlace place) throws IOException, InterruptedException {
        return new BuildAssignment(step, place, name, run(), UnaryOperator.identity());
    }

    private Run<?, ?> run() throws IOException, InterruptedException {
        Run<?, ?> run = getContext().get(Run.class);
        if (run == null) {
            throw new AbortException("The step has no run");
        }
        return run;
    }

    @Override
    public FarmDesk desk() {
        return desk;
    }

    @Override
    public long consoleOffset(FilePath control) throws IOException, InterruptedException {
        StepLog log = StepLog.of(getContext().get(FlowNode.class));
        return control.child(ControlFiles.CONSOLE).act(new ConsolePosition(log.lines(), log.unfinished()));
    }

    @Override
    public void save() {
        getContext().saveState();
    }

    @Override
    public void ended(Ending ending) {
        ticking.cancel(false);
        if (BuildThreads.get().isEnding()) {
            return;
        }
        desk.end();
        BuildResult result = ending.result();
        if (result != null) {
            record(ending, result);
        }
        if (ending.interruption() != null) {
            getContext().onFailure(Failures.of(ending.interruption()));
        } else if (step.isReturnResult() || Failures.isSuccess(result)) {
            getContext().onSuccess(ResultMap.of(result, step.returnsParts()));
        } else {
            getContext().onFailure(Failures.of(result));
        }
    }

    /** Before the step is completed, because the run may end with it. */
    private void record(Ending ending, BuildResult result) {
        try {
            String stepId = getContext().get(FlowNode.class).getId();
            ImageBuildAction.record(
                    getContext().get(Run.class), listener(), stepId, ending.request(), result, ending.statements());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "An image build could not be recorded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
