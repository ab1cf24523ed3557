package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Api;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The images that a run built, or failed to build: kept in its {@code build.xml}, shown on its page and on a page of its own,
 * and answered by its remote API. One action holds all of them, however many steps a Pipeline has.
 */
@ExportedBean
public class ImageBuildAction implements RunAction2 {
    private static final Logger LOGGER = Logger.getLogger(ImageBuildAction.class.getName());

    /** Below the run. */
    static final String URL_NAME = "image-builds";

    private static final long WORTH_TELLING_MS = 1000;

    /** Replaced, never changed, because pages read it while steps that run in parallel add to it. */
    private volatile List<ImageBuildRecord> imageBuilds = new ArrayList<>();

    /** Those whose events are kept, in the order in which they began; replaced as well. */
    private volatile List<BegunBuild> begunBuilds = new ArrayList<>();

    private transient Run<?, ?> run;

    /**
     * Keeps how an image build ended. A step that is told so twice, because Jenkins stopped in between, has one record. Writes
     * files, so it is not for the thread of a Pipeline.
     *
     * @param stepId the same for the same step of the run, and no other
     * @param request null if it is not known any more
     * @param statements the folder with copies of the result's attestations; null if there are none
     */
    @NonNull
    public static ImageBuildRecord record(
            @NonNull Run<?, ?> run,
            @NonNull TaskListener listener,
            @NonNull String stepId,
            @CheckForNull BuildRequest request,
            @NonNull BuildResult result,
            @CheckForNull FilePath statements) {
        RunArchive archive = new RunArchive(run, listener, stepId);
        String metadata = archive.store(result.metadata());
        List<BuiltStatement> attestations = archive.store(result.attestations(), statements);
        new ImageFingerprints(run, listener).add(result);
        long savedMs = result.cachedSteps() == 0 ? 0 : saved(run, listener, stepId);
        ImageBuildRecord record = ImageBuildRecord.of(stepId, request, result, savedMs, metadata, attestations);
        of(run).add(record);
        try {
            run.save();
        } catch (IOException e) {
            // The record is in memory, and written with the run when it ends.
            listener.getLogger().println(Messages.ImageBuildAction_notSaved(e.getMessage()));
        }
        return record;
    }

    private static long saved(Run<?, ?> run, TaskListener listener, String stepId) {
        try {
            long ms = new SavedTime(run, stepId).ms();
            if (ms >= WORTH_TELLING_MS) {
                listener.getLogger().println(Messages.ImageBuildAction_saved(Util.getTimeSpanString(ms)));
            }
            return ms;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "What the cache saved " + run + " is not known");
            return 0;
        }
    }

    /** Where the events of its image builds are kept, of those that have any. */
    List<Path> events() {
        return begunBuilds.stream()
                .map(begun -> KeptEvents.file(run, begun.stepId()))
                .filter(Files::exists)
                .toList();
    }

    /** An image build begins, and has a page from now on. */
    static void begin(Run<?, ?> run, BegunBuild begun) throws IOException {
        of(run).begin(begun);
        run.save();
    }

    private synchronized void begin(BegunBuild begun) {
        if (!hasSteps(begun.stepId())) {
            List<BegunBuild> all = new ArrayList<>(begunBuilds);
            all.add(begun);
            begunBuilds = all;
        }
    }

    private static ImageBuildAction of(Run<?, ?> run) {
        // Steps that run in parallel must not add an action each.
        synchronized (run) {
            ImageBuildAction action = run.getAction(ImageBuildAction.class);
            if (action == null) {
                action = new ImageBuildAction();
                run.addAction(action);
                mark(run.getParent());
            }
            return action;
        }
    }

    private static void mark(Job<?, ?> job) {
        try {
            JobMark.of(job).set();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The image builds of " + job.getFullName() + " have no page yet");
        }
    }

    private synchronized void add(ImageBuildRecord added) {
        List<ImageBuildRecord> all = new ArrayList<>(imageBuilds);
        all.removeIf(known -> known.getStepId().equals(added.getStepId()));
        all.add(added);
        imageBuilds = all;
    }

    /** In the order in which they ended. */
    @Exported(visibility = 2)
    @NonNull
    public List<ImageBuildRecord> getImageBuilds() {
        return List.copyOf(imageBuilds);
    }

    /** Null while it runs, and if it never ended. */
    @CheckForNull
    ImageBuildRecord record(String stepId) {
        return imageBuilds.stream()
                .filter(known -> known.getStepId().equals(stepId))
                .findFirst()
                .orElse(null);
    }

    /** For pages: those that have begun and not ended. */
    @NonNull
    public List<StepsPage> getOpen() {
        return begunBuilds.stream()
                .filter(begun -> record(begun.stepId()) == null)
                .map(begun -> new StepsPage(this, begun))
                .toList();
    }

    /** For pages: whether there are steps to show. */
    public boolean hasSteps(String stepId) {
        return begun(stepId).isPresent();
    }

    /** The page of one image build; null if there is none. */
    @CheckForNull
    public StepsPage getBuild(String stepId) {
        return begun(stepId).map(begun -> new StepsPage(this, begun)).orElse(null);
    }

    private Optional<BegunBuild> begun(String stepId) {
        return begunBuilds.stream()
                .filter(begun -> begun.stepId().equals(stepId))
                .findFirst();
    }

    public Run<?, ?> getRun() {
        return run;
    }

    public Api getApi() {
        return new Api(this);
    }

    @Override
    public void onAttached(Run<?, ?> attachedTo) {
        run = attachedTo;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }

    @Override
    public String getIconFileName() {
        return "symbol-image-layers plugin-image-farm";
    }

    @Override
    public String getDisplayName() {
        return Messages.ImageBuildAction_displayName();
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }

    /** A {@code build.xml} that was cut short or edited must not make the run's page fail. */
    private Object readResolve() {
        if (imageBuilds == null) {
            imageBuilds = new ArrayList<>();
        }
        if (begunBuilds == null) {
            begunBuilds = new ArrayList<>();
        }
        return this;
    }
}
