package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.CacheScopes;
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
import io.jenkins.plugins.imagefarm.launch.EventKeeper;
import io.jenkins.plugins.imagefarm.launch.FarmDesk;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import io.jenkins.plugins.imagefarm.queue.BuildDesk;
import io.jenkins.plugins.imagefarm.queue.BuildName;
import io.jenkins.plugins.imagefarm.queue.Slots;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import io.jenkins.plugins.imagefarm.run.KeptEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * One image build of a Pipeline, from its start to its record, whether its step waits for it or not.
 *
 * <p>{@link #of} judges the parameters; from {@link #follow} on {@link EngineRun#tick} is called many times a second by {@link
 * BuildThreads}, which starts the engine, follows it and finds its end. Nothing is completed once Jenkins is going down, so that the
 * next session, which has to do nothing but follow again, finds the engine's result where it is.
 */
@SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "follow sets them in every session")
final class StepBuild implements BuildOwner, Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(StepBuild.class.getName());

    /** The parameters: also those needed to start the engine, in case that has not been done when Jenkins restarts. */
    private final ImageStep step;

    /** The build on its agent. */
    private final EngineRun engine;

    private final BuildName name;

    private final CacheScopes scopes;

    private transient volatile Surroundings surroundings;
    private transient volatile BuildDesk desk;
    private transient volatile EventKeeper events;
    private transient volatile ScheduledFuture<?> ticking;

    /** What is around a build in this session. */
    interface Surroundings {
        Run<?, ?> run() throws IOException, InterruptedException;

        TaskListener listener() throws IOException, InterruptedException;

        /** Of the step. */
        FlowNode node() throws IOException, InterruptedException;

        /** What Jenkins puts before the step's console, such as the masking of credentials; null for nothing. */
        @CheckForNull
        TaskListenerDecorator decorator() throws IOException, InterruptedException;

        /** Keeps the build for the next session. */
        void save();

        /** The build is over, and recorded. Called once. */
        void ended(StepEnd end);
    }

    private StepBuild(ImageStep step, EngineRun engine, BuildName name, CacheScopes scopes) {
        this.step = step;
        this.engine = engine;
        this.name = name;
        this.scopes = scopes;
    }

    /** @throws hudson.AbortException if a parameter is wrong */
    static StepBuild of(ImageStep step, StepContext context) throws IOException, InterruptedException {
        FlowNode node = context.get(FlowNode.class);
        Run<?, ?> run = context.get(Run.class);
        BuildName name = BuildName.of(run, node.getId());
        FilePath directory = context.get(FilePath.class);
        BuildPlace place = BuildPlace.of(
                Workspaces.root(node, directory),
                directory,
                UUID.randomUUID().toString().substring(0, 8));
        EnvVars environment = context.get(EnvVars.class);
        CacheScopes scopes = BranchScopes.of(environment, run.getParent());
        BuildAssignment assignment = new BuildAssignment(step, place, name, run, UnaryOperator.identity(), scopes);
        assignment.check();
        long deadline = System.currentTimeMillis() + assignment.timeout().toMillis();
        return new StepBuild(step, new EngineRun(place, deadline, BuilderEnvironment.of(environment)), name, scopes);
    }

    /** @param resumed whether another session had it before */
    void follow(Surroundings around, boolean resumed) {
        surroundings = around;
        BuildThreads threads = BuildThreads.get();
        desk = new BuildDesk(name, engine.place().node(), step.needsSecrets(), this::podOptions, Slots.get());
        engine.attach(this, threads.waiting(), resumed);
        ticking = threads.repeat(engine::tick, EngineRun.TICK_MS);
    }

    BuildName name() {
        return name;
    }

    /** What it builds, as far as that was said; empty if it was not. */
    String image() {
        return step.getTags().stream()
                .findFirst()
                .or(() -> step.getRepositories().stream().findFirst())
                .orElse("");
    }

    EngineRun engine() {
        return engine;
    }

    private PodOptions podOptions(String node) {
        try {
            return unresolved().podOptions(node, engine.deadline());
        } catch (IOException e) {
            throw new ProblemException(Problem.service(String.valueOf(e.getMessage()), ""), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.service("Jenkins goes down", ""), e);
        }
    }

    @Override
    public TaskListener listener() throws IOException, InterruptedException {
        return surroundings.listener();
    }

    @Override
    public Assignment assignment() throws IOException, InterruptedException {
        return unresolved().resolve(listener());
    }

    private BuildAssignment unresolved() throws IOException, InterruptedException {
        return new BuildAssignment(step, engine.place(), name, surroundings.run(), UnaryOperator.identity(), scopes);
    }

    @Override
    public FarmDesk desk() {
        return desk;
    }

    @Override
    public long consoleOffset(FilePath control) throws IOException, InterruptedException {
        StepLog log = StepLog.of(surroundings.node());
        return control.child(ControlFiles.CONSOLE).act(new ConsolePosition(log.lines(), log.unfinished()));
    }

    @Override
    public EventKeeper events() throws IOException, InterruptedException {
        if (events == null) {
            events = new KeptEvents(surroundings.run(), name.step(), this::masked);
        }
        return events;
    }

    private OutputStream masked(OutputStream out) throws IOException, InterruptedException {
        FlowExecutionOwner owner = surroundings.node().getExecution().getOwner();
        return TaskListenerDecorator.apply(
                        new StreamTaskListener(out, StandardCharsets.UTF_8), owner, surroundings.decorator())
                .getLogger();
    }

    /** Of a step's console; null for nothing. */
    @CheckForNull
    static TaskListenerDecorator decorator(StepContext context) throws IOException, InterruptedException {
        ConsoleLogFilter filter = context.get(ConsoleLogFilter.class);
        return TaskListenerDecorator.merge(
                filter == null ? null : TaskListenerDecorator.fromConsoleLogFilter(filter),
                context.get(TaskListenerDecorator.class));
    }

    @Override
    public void save() {
        surroundings.save();
    }

    @Override
    public void ended(Ending ending) {
        ticking.cancel(false);
        if (BuildThreads.get().isEnding()) {
            return;
        }
        desk.end();
        long savedMs = ending.result() == null ? 0 : record(ending, ending.result());
        surroundings.ended(StepEnd.of(step, ending, savedMs, engine.state() == BuildState.CANCEL_REQUESTED));
    }

    /**
     * Before the step is completed, because the run may end with it.
     *
     * @return what the cache saved, in milliseconds
     */
    private long record(Ending ending, BuildResult result) {
        try {
            return ImageBuildAction.record(
                            surroundings.run(), listener(), name.step(), ending.request(), result, ending.statements())
                    .getSavedMs();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "An image build could not be recorded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
