package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.FailureLocated;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import io.jenkins.plugins.imagefarm.launch.EventKeeper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What an image build told of its steps, in its run's folder: a file each, so that it is deleted with the run and never in its
 * {@code build.xml}.
 *
 * <p>Texts are masked as the console is. So a line here is not as long as the engine's, and after each piece there is one that says how
 * far into the engine's events it goes: {@code #BYTES}. The next session drops what stands after the last of these, and goes on from there.
 */
public final class KeptEvents implements EventKeeper {
    private static final Logger LOGGER = Logger.getLogger(KeptEvents.class.getName());

    /** The log has all output; steps after so many bytes are not shown. */
    static final long MOST_BYTES = 64L << 20;

    private static final String FOLDER = "image-farm";
    private static final String SUFFIX = ".jsonl";
    private static final String MARK = "#";

    private final Run<?, ?> run;
    private final String stepId;
    private final TextMask.ConsoleDecorator console;
    private final Path file;

    /** The beginning of a line that is still to come. */
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** How many bytes of the engine's events were taken; negative before it is known. */
    private long taken = -1;

    private boolean broken;

    /**
     * @param stepId the same for the same step of the run, and no other
     * @param console what masks texts in the run's console
     */
    public KeptEvents(@NonNull Run<?, ?> run, @NonNull String stepId, @NonNull TextMask.ConsoleDecorator console) {
        this.run = run;
        this.stepId = stepId;
        this.console = console;
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
    public void begin(@NonNull BuildRequest request) {
        try {
            Files.createDirectories(folder(run));
            Files.write(file, new byte[0]);
            begun.reset();
            taken = 0;
            ImageBuildAction.begin(run, BegunBuild.of(stepId, request));
        } catch (IOException e) {
            giveUp(e);
        }
    }

    @Override
    public long wanted() {
        try {
            if (broken || !Files.exists(file) || Files.size(file) >= MOST_BYTES) {
                return -1;
            }
            if (taken < 0) {
                taken = goOn();
            }
            return taken;
        } catch (IOException e) {
            giveUp(e);
            return -1;
        }
    }

    /** @return where the last session stopped */
    private long goOn() throws IOException {
        long[] mark = new long[1]; // how far into the engine's events
        long[] kept = new long[1]; // and where in the file that stands
        long[] end = new long[1];
        new EventScan(file).read(0, line -> {
            end[0] += line.bytes().length + 1L;
            if (line.startsWith(MARK)) {
                mark[0] = Long.parseLong(line.text().substring(MARK.length()));
                kept[0] = end[0];
            }
            return true;
        });
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(kept[0]);
        }
        return mark[0];
    }

    @Override
    public void keep(byte[] events) {
        if (broken || events.length == 0) {
            return;
        }
        int whole = events.length;
        while (whole > 0 && events[whole - 1] != '\n') {
            whole--;
        }
        begun.write(events, 0, whole == 0 ? events.length : whole);
        taken += events.length;
        if (whole == 0) {
            return;
        }
        String lines = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        begun.write(events, whole, events.length - whole);
        try (TextMask mask = new TextMask(console);
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            StringBuilder kept = new StringBuilder();
            for (String line : lines.split("\n")) {
                if (StepsRead.isOfSteps(line)) {
                    kept.append(Wire.write(masked(Wire.read(line, BuildEvent.class), mask)))
                            .append('\n');
                }
            }
            kept.append(MARK).append(taken - begun.size()).append('\n');
            out.write(kept.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            giveUp(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BuildEvent masked(BuildEvent event, TextMask mask) {
        if (event instanceof StepChanged step) {
            return new StepChanged(
                    step.seq(),
                    step.time(),
                    step.part(),
                    step.number(),
                    mask.apply(step.name()),
                    step.state(),
                    step.durationMs(),
                    mask.apply(step.error()));
        }
        if (event instanceof StepOutput output) {
            return new StepOutput(
                    output.seq(),
                    output.time(),
                    output.part(),
                    output.number(),
                    output.stderr(),
                    mask.apply(output.text()));
        }
        if (event instanceof FailureLocated failure) {
            return new FailureLocated(
                    failure.seq(),
                    failure.time(),
                    failure.part(),
                    failure.places().stream()
                            .map(place -> place.with(mask::apply))
                            .toList());
        }
        Warned warned = (Warned) event;
        return new Warned(
                warned.seq(),
                warned.time(),
                mask.apply(warned.message()),
                List.of(), // nobody shows them
                warned.url(),
                warned.file(),
                warned.line(),
                warned.place() == null ? null : warned.place().with(mask::apply));
    }

    private void giveUp(Exception failure) {
        broken = true;
        LOGGER.log(Level.WARNING, failure, () -> "The steps of an image build of " + run + " are not kept any more");
    }
}
