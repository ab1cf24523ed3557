package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult.Move;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.BuiltPlatform;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Where one build tells what it does: the console, for people, and the events, for programs. Secrets are masked before they
 * leave it. It also remembers what belongs into the result.
 */
public final class BuildReporter {
    private final Pulse pulse;
    private final SharedConsole shared;
    private final OutputStream lines;
    private final MaskingOutputStream masked;
    private final PrintStream console;
    private final EventLog events;
    private final ProgressStyle style;
    private final SecretMask mask;
    private String builder = "";
    private String commit;
    private LongConsumer diskListener;
    private StepCount steps = StepCount.NONE;
    private List<String> warnings = List.of();
    private int nextStepNumber = 1;
    private final List<Assignment> plan = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private final List<BuiltPlatform> parts = new ArrayList<>();
    private List<Statement> attestations = List.of();
    private ImageSize size;
    private S2iReport s2i;

    /**
     * @param console flushed with every line, and never closed
     * @param events told of every event
     * @param mask of what neither of them may show
     */
    public BuildReporter(OutputStream console, EventLog.Sink events, ProgressStyle style, SecretMask mask) {
        this(new Pulse(), console, new EventLog(new MaskedEvents(events, mask)), style, mask);
    }

    private BuildReporter(Pulse pulse, OutputStream console, EventLog events, ProgressStyle style, SecretMask mask) {
        this(pulse, new SharedConsole(pulse.heard(console)), null, events, style, mask);
        events.watch(event -> pulse.beat());
    }

    /** @param part what writes into the console on its behalf; null for the build itself */
    private BuildReporter(
            Pulse pulse, SharedConsole shared, PartLines part, EventLog events, ProgressStyle style, SecretMask mask) {
        this.pulse = pulse;
        this.shared = shared;
        this.lines = part == null ? shared : part;
        this.masked = new MaskingOutputStream(lines, mask);
        this.console = new PrintStream(masked, true, StandardCharsets.UTF_8);
        this.events = events;
        this.style = style;
        this.mask = mask;
    }

    /**
     * For one of several builds that are one and run at the same time: its lines come whole, each with the part's name, its steps
     * are numbered by themselves, and its events carry the part. Each masks its own text, so that none waits for what another one
     * holds back.
     *
     * @param part as {@link io.jenkins.plugins.imagefarm.engine.api.Assignment#part()}
     */
    public BuildReporter part(String part) {
        String prefix = style == ProgressStyle.PLAIN ? "[" + part + "] " : "";
        return new BuildReporter(pulse, shared, new PartLines(shared, prefix), events.part(part), style, mask);
    }

    public PrintStream console() {
        return console;
    }

    public EventLog events() {
        return events;
    }

    public ProgressStyle style() {
        return style;
    }

    /** When this build, of which others may be parts, was heard of. */
    Pulse pulse() {
        return pulse;
    }

    /** What must not be shown; for output in a form in which {@link #console()} cannot find it. */
    public SecretMask mask() {
        return mask;
    }

    /** A builder was found. */
    public void builder(String description) {
        pulse.begin();
        builders(description);
    }

    /** It is known where a builder will come from. */
    public void builders(String description) {
        builder = description;
        say("#0 building with " + description);
    }

    /** No builder works for it now: it waits for one. */
    public void waitsForBuilder() {
        pulse.idle();
    }

    /** @param listener is told what the builder stores when it has built */
    public void onDiskUsed(LongConsumer listener) {
        diskListener = listener;
    }

    /** @param question asks the builder; nobody asks unless somebody wants to know. Empty if it does not say */
    public void tellDiskUsed(Supplier<OptionalLong> question) {
        if (diskListener != null) {
            question.get().ifPresent(diskListener);
        }
    }

    /** The Git source is at this commit. */
    public void commit(String id) {
        commit = id;
    }

    /** The number of the next try's first step: steps are numbered through all tries. */
    public int nextStepNumber() {
        return nextStepNumber;
    }

    /**
     * A try has ended. Its steps and warnings replace those of the tries before it.
     *
     * @param next the number after its last step
     */
    public void counted(StepCount count, List<String> warningLines, int next) {
        steps = count;
        warnings = warningLines.stream().map(mask::mask).toList();
        nextStepNumber = next;
    }

    /** The build consists of these parts; what they counted is the build's. */
    public void counted(List<BuildReporter> parts) {
        steps = new StepCount(
                parts.stream().mapToInt(part -> part.steps.cached()).sum(),
                parts.stream().mapToInt(part -> part.steps.total()).sum());
        warnings = parts.stream()
                .flatMap(part -> part.warnings.stream())
                .distinct()
                .toList();
    }

    /** A farm's node is to build this; or, in a dry run, would be. */
    public void planned(Assignment assignment) {
        plan.add(assignment);
    }

    /**
     * A farm's node could not build this, so others are to.
     *
     * @param reason one line
     */
    public void moved(Assignment assignment, String reason) {
        moves.add(new Move(assignment, mask.mask(reason)));
    }

    /** A farm's node has built this. */
    public void built(BuiltPlatform platform) {
        parts.add(platform);
    }

    /** What was built so far was only needed for what is built now: the result tells of the latter. */
    public void startOver() {
        plan.clear();
        moves.clear();
        parts.clear();
    }

    /**
     * Something is built that is not what the build is for: the result does not tell of it.
     *
     * @return ends that
     */
    public Cancellation.AutoCloseableAction aside() {
        List<Assignment> planned = List.copyOf(plan);
        List<Move> moved = List.copyOf(moves);
        List<BuiltPlatform> built = List.copyOf(parts);
        StepCount count = steps;
        List<String> lines = warnings;
        return () -> {
            startOver();
            plan.addAll(planned);
            moves.addAll(moved);
            parts.addAll(built);
            steps = count;
            warnings = lines;
        };
    }

    /** So large is the image in its registry. */
    public void sized(ImageSize size) {
        this.size = size;
    }

    /** These attestations are in the registry with the image. */
    public void attested(List<Statement> statements) {
        attestations = List.copyOf(statements);
    }

    /** It is an s2i build; what is known of it by now. */
    public void s2i(S2iReport report) {
        s2i = report;
    }

    void state(BuildState state, String reason) {
        events.state(state, reason);
    }

    void retry(Problem problem, int failures, int retries, Duration wait) {
        say("Try " + failures + " of " + (retries + 1) + " failed: " + problem.cause() + ". Trying again in "
                + Math.round(wait.toMillis() / 1000.0) + " s.");
        pulse.rest(wait);
    }

    void success(Metadata metadata) {
        if (steps.total() > 0) {
            say(steps.cached() + " of " + steps.total() + " steps came from a cache");
        }
        if (style == ProgressStyle.QUIET && metadata.iid() != null) {
            console.println(metadata.iid());
        }
    }

    /** @return the problem as it may be shown */
    Problem failure(Problem problem) {
        console.println("ERROR: " + problem);
        return new Problem(problem.fault(), mask.mask(problem.cause()), mask.mask(problem.advice()));
    }

    void cancelled() {
        say("The build was cancelled.");
    }

    /** Nothing more comes: shows what was held back because it could have been the beginning of a secret. */
    public void end() {
        console.flush();
        try {
            masked.finish();
            lines.close(); // only a part's are at an end
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line for people who follow the build. */
    public void say(String line) {
        if (style == ProgressStyle.PLAIN) {
            console.println(line);
        }
    }

    String builder() {
        return builder;
    }

    /** Null if the source is not Git, or was not found. */
    String commit() {
        return commit;
    }

    /** All that {@link #planned} told. */
    public List<Assignment> plan() {
        return List.copyOf(plan);
    }

    List<Move> moves() {
        return moves;
    }

    List<BuiltPlatform> parts() {
        return parts;
    }

    /** Null unless it is an s2i build, and is told of. */
    public S2iReport s2i() {
        return s2i;
    }

    List<Statement> attestations() {
        return attestations;
    }

    /** Null if it is not known. */
    ImageSize size() {
        return size;
    }

    StepCount steps() {
        return steps;
    }

    List<String> warnings() {
        return warnings;
    }
}
