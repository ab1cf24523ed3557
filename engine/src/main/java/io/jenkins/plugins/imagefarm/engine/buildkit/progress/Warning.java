package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.ByteString;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexWarning;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A warning of the Dockerfile frontend.
 *
 * @param step the step it came with; null if that is not known
 * @param message in short
 * @param detail further lines
 * @param url where it is explained; empty if nowhere
 * @param file the Dockerfile; empty if not known
 * @param line from 1; 0 if not known
 * @param place that line and those around it, if they are known
 */
public record Warning(
        Step step,
        String message,
        List<String> detail,
        String url,
        String file,
        int line,
        Optional<SourceLines> place) {
    /** Frontends since 1.8 end the message with the line themselves. */
    private static final Pattern ENDS_WITH_LINE = Pattern.compile("\\s*\\(line \\d+\\)$");

    static Warning of(Step step, VertexWarning warning) {
        return new Warning(
                step,
                warning.getShort().toStringUtf8().strip(),
                warning.getDetailList().stream().map(ByteString::toStringUtf8).toList(),
                warning.getUrl(),
                warning.getInfo().getFilename(),
                warning.getRangesCount() == 0
                        ? 0
                        : warning.getRanges(0).getStart().getLine(),
                place(warning).shown());
    }

    private static SourceExcerpt place(VertexWarning warning) {
        return new SourceExcerpt(
                warning.getInfo().getFilename(),
                warning.getInfo().getData().toStringUtf8(),
                warning.getRangesList().stream()
                        .map(range -> new SourceExcerpt.Range(
                                range.getStart().getLine(), range.getEnd().getLine()))
                        .toList());
    }

    /** The warning and its place, on one line. */
    public String oneLine() {
        String text = message.replaceAll("\\s*\\R\\s*", " ");
        return line == 0 || file.isEmpty()
                ? text
                : ENDS_WITH_LINE.matcher(text).replaceFirst("") + " (" + file + ":" + line + ")";
    }
}
