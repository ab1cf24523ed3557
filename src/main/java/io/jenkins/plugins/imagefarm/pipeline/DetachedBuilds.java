package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.imagefarm.launch.BuildThreads;
import io.jenkins.plugins.imagefarm.queue.BuildName;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionListener;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.flow.GraphListener;
import org.jenkinsci.plugins.workflow.graph.BlockEndNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The builds of all runs whose steps did not wait for them.
 *
 * <p>None is left alone: when the block ends that gave a build its workspace, its files may be gone at any moment, so it is cancelled;
 * and a run does not end before its builds have.
 */
@Extension(ordinal = 1) // before steps are resumed, some of which look for them
public final class DetachedBuilds extends FlowExecutionListener implements GraphListener {
    private static final Logger LOGGER = Logger.getLogger(DetachedBuilds.class.getName());

    private static final String FOLDER = "image-builds";

    /** For builds that are cancelled at the end of their run: longer than an engine has before it is killed. */
    private static final Duration LONGEST_END = Duration.ofSeconds(60);

    private static final long END_POLL_MS = 50;

    /** By the run's id, and the build's. */
    private final ConcurrentMap<String, ConcurrentMap<String, DetachedBuild>> runs = new ConcurrentHashMap<>();

    static DetachedBuilds get() {
        return ExtensionList.lookupSingleton(DetachedBuilds.class);
    }

    /** @return the build's status */
    Map<String, Object> begin(StepBuild started, StepContext context) throws IOException, InterruptedException {
        Run<?, ?> run = Objects.requireNonNull(context.get(Run.class));
        DetachedBuild build = new DetachedBuild(started, context);
        buildsOf(run).put(build.id(), build);
        build.follow(ownerOf(run), new File(folder(run), started.name().step()), false);
        build.save();
        return build.status();
    }

    /** In the order of their ids. */
    List<DetachedBuild> list(Run<?, ?> run) {
        return new ArrayList<>(runs.getOrDefault(run.getExternalizableId(), new ConcurrentSkipListMap<>())
                .values());
    }

    /** @throws AbortException if the run has no such build */
    @NonNull
    DetachedBuild find(Run<?, ?> run, @CheckForNull String id) throws AbortException {
        String wanted = Util.fixNull(Util.fixEmptyAndTrim(id));
        return list(run).stream()
                .filter(build -> build.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new AbortException(
                        wanted.contains(":") && !BuildName.parse(wanted).run().equals(run.getExternalizableId())
                                ? Messages.DetachedBuilds_ofAnotherRun(wanted)
                                : Messages.DetachedBuilds_unknown(wanted)));
    }

    @Override
    public void onResumed(@NonNull FlowExecution execution) {
        FlowExecutionOwner owner = execution.getOwner();
        try {
            if (owner.getExecutable() instanceof Run<?, ?> run) {
                File[] files = folder(run).listFiles((folder, name) -> !name.endsWith(".tmp"));
                for (File file : files == null ? new File[0] : files) {
                    resume(run, owner, file);
                }
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Image builds of " + owner + " cannot be followed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void resume(Run<?, ?> run, FlowExecutionOwner owner, File file) throws InterruptedException {
        try {
            DetachedBuild build = DetachedFile.read(file, owner);
            buildsOf(run).put(build.id(), build);
            build.follow(owner, file, true);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "An image build of " + run + " cannot be followed", e);
        }
    }

    @Override
    public void onNewHead(FlowNode node) {
        if (!(node instanceof BlockEndNode<?> blockEnd)) {
            return;
        }
        try {
            if (node.getExecution().getOwner().getExecutable() instanceof Run<?, ?> run) {
                list(run).stream()
                        .filter(build -> build.isIn(blockEnd.getStartNode()))
                        .forEach(build -> build.cancel(Messages.DetachedBuilds_blockEnded()));
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Image builds of a block cannot be ended", e);
        }
    }

    /** While a run completes, its log is still open and its builds can be recorded. */
    @Extension
    public static final class EndOfRuns extends RunListener<Run<?, ?>> {
        @Override
        public void onCompleted(Run<?, ?> run, @NonNull TaskListener listener) {
            get().end(run);
        }
    }

    private void end(Run<?, ?> run) {
        List<DetachedBuild> all = list(run);
        if (all.isEmpty()) {
            return;
        }
        all.forEach(build -> build.cancel(Messages.DetachedBuilds_runEnded()));
        try {
            long latest = System.nanoTime() + LONGEST_END.toNanos();
            while (all.stream().anyMatch(build -> build.end() == null)) {
                if (BuildThreads.get().isEnding() || System.nanoTime() > latest) {
                    LOGGER.log(Level.WARNING, "Image builds of {0} did not end with it", run);
                    return;
                }
                Thread.sleep(END_POLL_MS);
            }
            runs.remove(run.getExternalizableId());
            Util.deleteRecursive(folder(run));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Files of image builds of " + run + " are left", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ConcurrentMap<String, DetachedBuild> buildsOf(Run<?, ?> run) {
        return runs.computeIfAbsent(run.getExternalizableId(), unused -> new ConcurrentSkipListMap<>());
    }

    private static FlowExecutionOwner ownerOf(Run<?, ?> run) {
        return Objects.requireNonNull(((FlowExecutionOwner.Executable) run).asFlowExecutionOwner());
    }

    private static File folder(Run<?, ?> run) {
        return new File(run.getRootDir(), FOLDER);
    }
}
