package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.launch.EventKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The events of one image build in its run's folder, a file each, so that they are deleted with the run and never in its {@code build.xml}. */
public final class KeptEvents implements EventKeeper {
    private static final Logger LOGGER = Logger.getLogger(KeptEvents.class.getName());

    /** The log has all output; steps after so many bytes of events are not shown. */
    static final long MOST_BYTES = 64L << 20;

    private static final String FOLDER = "image-farm";
    private static final String SUFFIX = ".jsonl";

    private final Run<?, ?> run;
    private final String stepId;
    private final Path file;
    private boolean broken;

    /** @param stepId the same for the same step of the run, and no other */
    public KeptEvents(@NonNull Run<?, ?> run, @NonNull String stepId) {
        this.run = run;
        this.stepId = stepId;
        file = file(run, stepId);
    }

    /** The file for a step, whether it is there or not. */
    static Path file(Run<?, ?> run, String stepId) {
        if (!RunArchive.FILE_NAME_PART.matcher(stepId).matches()) {
            throw new IllegalArgumentException("not the id of a step: " + stepId);
        }
        return folder(run).resolve(stepId + SUFFIX);
    }

    private static Path folder(Run<?, ?> run) {
        return run.getRootDir().toPath().resolve(FOLDER);
    }

    @Override
    public void begin() {
        try {
            Files.createDirectories(folder(run));
            Files.write(file, new byte[0]);
            ImageBuildAction.begin(run, stepId);
        } catch (IOException e) {
            giveUp(e);
        }
    }

    @Override
    public long wanted() {
        try {
            long size = broken || !Files.exists(file) ? MOST_BYTES : Files.size(file);
            return size < MOST_BYTES ? size : -1;
        } catch (IOException e) {
            giveUp(e);
            return -1;
        }
    }

    @Override
    public void keep(byte[] events) {
        if (events.length == 0) {
            return;
        }
        try {
            Files.write(file, events, StandardOpenOption.APPEND);
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void giveUp(IOException failure) {
        broken = true;
        LOGGER.log(Level.WARNING, failure, () -> "The steps of an image build of " + run + " are not kept any more");
    }
}
