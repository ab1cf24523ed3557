package io.jenkins.plugins.imagefarm.freestyle;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.BuildableItemWithBuildWrappers;
import hudson.model.TaskListener;
import hudson.tasks.BuildWrapper;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.launch.Assignment;
import io.jenkins.plugins.imagefarm.launch.BuildOwner;
import io.jenkins.plugins.imagefarm.launch.BuildPlace;
import io.jenkins.plugins.imagefarm.launch.Ending;
import io.jenkins.plugins.imagefarm.launch.EngineRun;
import io.jenkins.plugins.imagefarm.launch.EventKeeper;
import io.jenkins.plugins.imagefarm.launch.FarmDesk;
import io.jenkins.plugins.imagefarm.pipeline.BranchScopes;
import io.jenkins.plugins.imagefarm.pipeline.BuildAssignment;
import io.jenkins.plugins.imagefarm.pipeline.BuilderEnvironment;
import io.jenkins.plugins.imagefarm.pipeline.Failures;
import io.jenkins.plugins.imagefarm.pipeline.ImageStep;
import io.jenkins.plugins.imagefarm.queue.BuildDesk;
import io.jenkins.plugins.imagefarm.queue.BuildName;
import io.jenkins.plugins.imagefarm.queue.Slots;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import io.jenkins.plugins.imagefarm.run.KeptEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.UUID;

/**
 * A build in a freestyle job: the same {@link EngineRun} as in a Pipeline, but ticked by the executor's own thread, and ended
 * with it.
 */
final class FreestyleRun implements BuildOwner {
    private final AbstractBuild<?, ?> build;
    private final BuildListener listener;
    private final String id;
    private final EngineRun engine;
    private final BuildAssignment assignment;
    private final BuildDesk desk;
    private final KeptEvents events;

    /** Null until the engine is over. */
    @CheckForNull
    private Ending ending;

    FreestyleRun(AbstractBuild<?, ?> build, BuildListener listener, ImageStep step)
            throws IOException, InterruptedException {
        this.build = build;
        this.listener = listener;
        FilePath workspace = build.getWorkspace();
        if (workspace == null) {
            throw new AbortException("The build has no workspace");
        }
        id = UUID.randomUUID().toString().substring(0, 8);
        EnvVars environment = build.getEnvironment(listener);
        environment.overrideAll(build.getBuildVariables());
        events = new KeptEvents(build, id, this::masked);
        BuildPlace place = BuildPlace.of(workspace, workspace, id);
        BuildName name = BuildName.of(build, id);
        assignment = new BuildAssignment(
                step, place, name, build, environment::expand, BranchScopes.of(environment, build.getParent()));
        assignment.check();
        long deadline = System.currentTimeMillis() + assignment.timeout().toMillis();
        desk = new BuildDesk(
                name, place.node(), step.needsSecrets(), node -> assignment.podOptions(node, deadline), Slots.get());
        engine = new EngineRun(place, deadline, BuilderEnvironment.of(environment));
    }

    /** @throws AbortException if the image could not be built */
    void perform() throws IOException, InterruptedException {
        engine.attach(this, Runnable::run, false);
        InterruptedException aborted = null;
        while (!engine.isOver()) {
            engine.tick();
            try {
                Thread.sleep(EngineRun.TICK_MS);
            } catch (InterruptedException e) {
                aborted = e;
                engine.stop(e);
            }
        }
        if (aborted != null) {
            throw aborted;
        }
        Ending how = Objects.requireNonNull(ending, "an engine that is over has told how it ended");
        Throwable interruption = how.interruption();
        if (interruption != null) {
            throw Failures.of(interruption) instanceof IOException failure ? failure : new IOException(interruption);
        }
        BuildResult result = Objects.requireNonNull(how.result(), "a build that was not interrupted has a result");
        if (!Failures.isSuccess(result)) {
            throw Failures.of(result);
        }
    }

    @Override
    public TaskListener listener() {
        return listener;
    }

    @Override
    public Assignment assignment() throws IOException, InterruptedException {
        return assignment.resolve(listener).asAttended();
    }

    @Override
    public long consoleOffset(FilePath control) {
        return 0;
    }

    @Override
    public FarmDesk desk() {
        return desk;
    }

    @Override
    public EventKeeper events() {
        return events;
    }

    /** As Jenkins does for the console. */
    private OutputStream masked(OutputStream out) throws IOException, InterruptedException {
        OutputStream decorated = out;
        for (ConsoleLogFilter filter : ConsoleLogFilter.all()) {
            decorated = filter.decorateLogger(build, decorated);
        }
        if (build.getProject() instanceof BuildableItemWithBuildWrappers item) {
            for (BuildWrapper wrapper : item.getBuildWrappersList()) {
                decorated = wrapper.decorateLogger(build, decorated);
            }
        }
        return decorated;
    }

    @Override
    public void save() {
        // A freestyle build does not outlive its session.
    }

    @Override
    public void ended(Ending ending) {
        this.ending = ending;
        desk.end();
        BuildResult result = ending.result();
        if (result != null) {
            ImageBuildAction.record(build, listener, id, ending.request(), result, ending.statements());
        }
    }
}
