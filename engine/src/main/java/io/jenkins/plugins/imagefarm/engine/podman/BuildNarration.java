package io.jenkins.plugins.imagefarm.engine.podman;

import com.google.protobuf.ByteString;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.NarratedStep;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexWarning;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads what Podman says of a build, and tells it in BuildKit's form, so that a user reads the same console whatever builds.
 *
 * <p>Podman writes its own words and the output of RUN into one stream of text (Buildah, imagebuildah/stage_executor.go). Its own
 * words come as a piece of their own and in a known order, which is how output that looks like them is told apart.
 */
final class BuildNarration {
    private static final Pattern STEP = Pattern.compile("(?:\\[(\\d+)/(\\d+)] )?STEP (\\d+)/(\\d+): (.*)");
    private static final Pattern CACHED = Pattern.compile("--> Using cache [0-9a-f]{12,64}");
    private static final Pattern STEP_DONE = Pattern.compile("--> [0-9a-f]{11,64}");
    private static final Pattern COMMIT = Pattern.compile("(?:\\[\\d+/\\d+] )?COMMIT(?: .*)?");
    private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern STAGE_NAME = Pattern.compile("(?i)FROM\\s.*\\sAS\\s+(\\S+)");
    private static final Pattern LOG_LINE = Pattern.compile("time=\"[^\"]*\" level=warning msg=\"(.*)\"");
    private static final Pattern WARNING = Pattern.compile("(?:\\[Warning] |WARNING: )(.*)");
    private static final Pattern UNUSED = Pattern.compile("one or more build args were not consumed: \\[(.*)]");

    /** What runc says at the end of every RUN that has no process namespace of its own, on a node without control groups. */
    private static final Pattern RUNTIME_NOISE = Pattern.compile(
            "(?m)^time=\"[^\"]*\" level=warning "
                    + "msg=\"(?:cannot toggle freezer: cgroups not configured for container|lstat : no such file or directory)\"\\n");

    /** An ARG without a default and without a value is nothing to warn of. */
    private static final String NO_VALUE = "build argument. Try adding";

    /** Given by Podman itself, not by the user. */
    private static final Set<String> OWN_ARGUMENTS = Set.of(
            "TARGETARCH",
            "TARGETOS",
            "TARGETPLATFORM",
            "TARGETVARIANT",
            "BUILDARCH",
            "BUILDOS",
            "BUILDPLATFORM",
            "BUILDVARIANT");

    private final Consumer<StatusResponse> progress;
    private final NarratedStep export;
    private NarratedStep current;
    private String stage = "";
    private int stageNumber;
    private int number;
    private int total;
    private String imageId;
    private boolean finalIsCached;

    /** @param progress takes what is told */
    BuildNarration(Consumer<StatusResponse> progress) {
        this.progress = progress;
        this.export = new NarratedStep("exporting to image", progress);
    }

    /** Takes a piece of the text as it came. */
    void on(String piece) {
        String line = piece.endsWith("\n") ? piece.substring(0, piece.length() - 1) : piece;
        if (line.indexOf('\n') >= 0 || !isPodmansOwn(line)) {
            String output = RUNTIME_NOISE.matcher(piece).replaceAll("");
            if (!output.isEmpty()) {
                output(output);
            }
        }
    }

    private boolean isPodmansOwn(String line) {
        Matcher step = STEP.matcher(line);
        if (step.matches() && begins(step)) {
            return true;
        }
        if (current != null && CACHED.matcher(line).matches()) {
            current.cached();
            finalIsCached = true;
            return true;
        }
        if (STEP_DONE.matcher(line).matches()) {
            endStep();
            return true;
        }
        if (COMMIT.matcher(line).matches()) {
            endStep();
            export.start();
            return true;
        }
        if (IMAGE_ID.matcher(line).matches() && !isRunning()) {
            endStep();
            imageId = line; // the last one counts, so that no step's output can pass for it
            export.start();
            return true;
        }
        return !isRunning() && isWarning(line);
    }

    /** Whether this is the step that comes next. */
    private boolean begins(Matcher step) {
        int newStage = step.group(1) == null ? 1 : Integer.parseInt(step.group(1));
        int newNumber = Integer.parseInt(step.group(3));
        int newTotal = Integer.parseInt(step.group(4));
        boolean nextOfStage = newStage == stageNumber && newNumber == number + 1 && newTotal == total;
        boolean firstOfNext = newStage > stageNumber && newNumber == 1; // unused stages are left out
        if (!nextOfStage && !firstOfNext) {
            return false;
        }
        endStep();
        String text = step.group(5);
        if (firstOfNext) {
            Matcher name = STAGE_NAME.matcher(text);
            stage = name.matches() ? name.group(1) + " " : step.group(1) == null ? "" : "stage-" + (newStage - 1) + " ";
        }
        stageNumber = newStage;
        number = newNumber;
        total = newTotal;
        finalIsCached = false;
        current = new NarratedStep("[" + stage + number + "/" + total + "] " + text, text, progress);
        current.start();
        return true;
    }

    private void endStep() {
        if (current != null) {
            current.end();
        }
    }

    /** While a RUN is under way everything that looks like a warning is its output. */
    private boolean isRunning() {
        return current != null && current.isOpen() && current.text().regionMatches(true, 0, "RUN", 0, 3);
    }

    private boolean isWarning(String line) {
        Matcher logged = LOG_LINE.matcher(line);
        if (logged.matches()) {
            String message = logged.group(1).replace("\\\"", "\"");
            if (!message.contains(NO_VALUE)) {
                warn(message);
            }
            return true;
        }
        Matcher warning = WARNING.matcher(line);
        if (!warning.matches()) {
            return false;
        }
        Matcher unused = UNUSED.matcher(warning.group(1));
        if (unused.matches()) {
            String names = Arrays.stream(unused.group(1).split(" "))
                    .filter(name -> !OWN_ARGUMENTS.contains(name))
                    .collect(Collectors.joining(", "));
            if (!names.isEmpty()) {
                warn("The Dockerfile does not use the build arguments " + names);
            }
        } else {
            warn(warning.group(1));
        }
        return true;
    }

    private void warn(String message) {
        VertexWarning.Builder warning =
                VertexWarning.newBuilder().setLevel(1).setShort(ByteString.copyFromUtf8(message));
        if (current != null) {
            warning.setVertex(current.id());
        }
        progress.accept(StatusResponse.newBuilder().addWarnings(warning).build());
    }

    private void output(String piece) {
        NarratedStep step = current != null && current.isOpen() ? current : export;
        step.start();
        step.output(piece);
    }

    /** The build went well. */
    void ended() {
        endStep();
        export.start();
        export.end();
    }

    /** The build was cancelled. */
    void interrupted() {
        if (current != null) {
            current.interrupted();
        }
    }

    /** The build failed; the step it was at has this error. */
    void failed(String error) {
        if (current != null && current.isOpen()) {
            current.failed(error);
        }
    }

    /** The step that was begun last. */
    Optional<NarratedStep> current() {
        return Optional.ofNullable(current);
    }

    /** The image that was made; empty before it is known. */
    Optional<String> imageId() {
        return Optional.ofNullable(imageId);
    }

    /** Whether the image was there before, as the build cache of its last step. */
    boolean isFromCache() {
        return finalIsCached;
    }
}
