package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The page of one image build: its steps while it runs, and the same after. It is whole without scripts; with them it asks for what is new.
 * What it shows is read from {@link KeptEvents} each time, and output only piece by piece, so that nothing is held for a page.
 */
public final class StepsPage {
    private final ImageBuildAction parent;
    private final BegunBuild begun;
    private final Path file;

    /** Read once for a page, which names them several times. */
    private StepsRead steps;

    StepsPage(ImageBuildAction parent, BegunBuild begun) {
        this.parent = parent;
        this.begun = begun;
        file = KeptEvents.file(parent.getRun(), begun.stepId());
    }

    public Run<?, ?> getRun() {
        return parent.getRun();
    }

    public String getStepId() {
        return begun.stepId();
    }

    /** The image's name; that of the step if it has none. */
    public String getDisplayName() {
        ImageBuildRecord record = getRecord();
        List<String> names = record == null || record.getTags().isEmpty() ? begun.names() : record.getTags();
        if (names.isEmpty()) {
            return Messages.StepsPage_unnamed(getStepId());
        }
        return names.size() == 1
                ? Messages.StepsPage_named(names.get(0))
                : Messages.StepsPage_namedAndMore(names.get(0), names.size() - 1);
    }

    /** How it ended; null while it runs. */
    @CheckForNull
    public ImageBuildRecord getRecord() {
        return parent.record(getStepId());
    }

    /** Whether more can come. */
    public boolean isRunning() {
        return getRecord() == null && getRun().isBuilding();
    }

    /** Whether there were more events than are kept. */
    public boolean isCut() throws IOException {
        return Files.exists(file) && Files.size(file) >= KeptEvents.MOST_BYTES;
    }

    public StepsRead getSteps() throws IOException {
        if (steps == null) {
            steps = StepsRead.of(file, 0);
        }
        return steps;
    }

    /** What the script fills in for a step that is new. */
    public StepRow getBlank() {
        return new StepRow("", 0, "", "", "", 0, "", "");
    }

    /** For the page of a step's output, which is for browsers without scripts. */
    public StepsRead.Piece getLog(StaplerRequest2 request) throws IOException {
        return StepsRead.log(
                file,
                new StepKey(
                        String.valueOf(request.getParameter("part")), Integer.parseInt(request.getParameter("number"))),
                Long.parseLong(request.getParameter("from")));
    }

    /** What is new since a byte of the kept events. */
    @POST
    public HttpResponse doNews(@QueryParameter long since) throws IOException {
        getRun().checkPermission(Item.READ);
        boolean running = isRunning(); // before the reading, so that the last one has all
        StepsRead news = StepsRead.of(file, Math.max(0, since));
        return new JsonAnswer(Map.of(
                "steps", news.steps(), "warnings", news.warnings().size(), "end", news.end(), "running", running));
    }

    /** A piece of a step's output. */
    @POST
    public HttpResponse doOutput(@QueryParameter String part, @QueryParameter int number, @QueryParameter long from)
            throws IOException {
        getRun().checkPermission(Item.READ);
        return new JsonAnswer(StepsRead.log(file, new StepKey(part, number), Math.max(0, from)));
    }
}
