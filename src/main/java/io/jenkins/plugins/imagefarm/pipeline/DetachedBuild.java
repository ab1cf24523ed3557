package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.launch.OwnLine;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.actions.WorkspaceAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.log.LogStorage;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * A build whose step did not wait for it. It goes on within its run, and as its step has ended it is kept in a file of the run
 * instead of with the Pipeline. Its lines stay those of its step, masked as they were there, with its name before them.
 */
@SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "follow sets them in every session")
final class DetachedBuild implements StepBuild.Surroundings, Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(DetachedBuild.class.getName());

    private final StepBuild build;

    /** The block that gave it its workspace; null if none did. */
    @CheckForNull
    private final String block;

    @CheckForNull
    private final TaskListenerDecorator decorator;

    /** Null while the build goes on. */
    private volatile StepEnd end;

    private transient volatile FlowExecutionOwner owner;
    private transient volatile File file;
    private transient TaskListener listener;

    DetachedBuild(StepBuild build, StepContext context) throws IOException, InterruptedException {
        context.get(TaskListener.class); // whoever asks for it gives the step a log of its own
        this.build = build;
        this.block = block(context.get(FlowNode.class));
        this.decorator = StepBuild.decorator(context);
    }

    private static String block(FlowNode step) {
        for (FlowNode enclosing : step.iterateEnclosingBlocks()) {
            if (enclosing.getAction(WorkspaceAction.class) != null) {
                return enclosing.getId();
            }
        }
        return null;
    }

    private String label() {
        return build.image().isEmpty() ? "image-" + build.name().step() : build.image();
    }

    /**
     * @param kept where it is kept for the next session
     * @param resumed whether another session had it before
     */
    void follow(FlowExecutionOwner run, File kept, boolean resumed) {
        owner = run;
        file = kept;
        if (end == null) {
            build.follow(this, resumed);
        }
    }

    /** Names it in its run and all others. */
    String id() {
        return build.name().toString();
    }

    /** Null while it goes on, or is not kept yet. */
    @CheckForNull
    synchronized StepEnd end() {
        return end;
    }

    /** Whether its workspace is that of this block. */
    boolean isIn(FlowNode start) {
        return start.getId().equals(block);
    }

    /** Has it cancelled, unless it has ended or that was asked for before. */
    void cancel(String reason) {
        if (end == null && build.engine().state() != BuildState.CANCEL_REQUESTED) {
            try {
                OwnLine.print(listener(), reason);
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "Nobody hears why a build is cancelled", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            build.engine().cancel(new AbortException(reason));
        }
    }

    /** For a Pipeline: plain values. */
    Map<String, Object> status() {
        StepEnd ended = end;
        BuildState state = ended == null ? build.engine().state() : ended.state();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("id", id());
        status.put("name", label());
        status.put("state", state.name());
        status.put("reason", ended == null ? build.engine().status() : ended.reason());
        status.put("ended", ended != null);
        status.put("result", ended == null ? null : ended.result());
        return status;
    }

    @Override
    public Run<?, ?> run() throws IOException {
        return (Run<?, ?>) owner.getExecutable();
    }

    @Override
    public synchronized TaskListener listener() throws IOException, InterruptedException {
        if (listener == null) {
            TaskListenerDecorator named = TaskListenerDecorator.merge(new LinePrefix("[" + label() + "] "), decorator);
            listener = TaskListenerDecorator.apply(LogStorage.of(owner).nodeListener(node()), owner, named);
        }
        return listener;
    }

    @Override
    public FlowNode node() throws IOException {
        FlowNode node = owner.get().getNode(build.name().step());
        if (node == null) {
            throw new AbortException("The step of the image build " + id() + " is gone");
        }
        return node;
    }

    @Override
    public TaskListenerDecorator decorator() {
        return decorator;
    }

    @Override
    public synchronized void save() {
        try {
            DetachedFile.write(this, file, owner);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The image build " + id() + " could not be kept for a restart", e);
        }
    }

    @Override
    public void ended(StepEnd how) {
        try {
            OwnLine.print(listener(), Messages.DetachedBuild_ended(how.state(), how.reason()));
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "Nobody hears that a build ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            end = how;
            save();
        }
    }
}
