package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A step's output on the console, each line as {@code #5 0.123 text}. Bytes go out as they came; a line without its end is
 * written as far as it goes and continued later, or, if other text came in between, written again from its start.
 */
final class PlainLog {
    /** A line that never ends must not fill the memory; this much of it is written again. */
    private static final int MAX_REPEATED = 16 * 1024;

    private final Step step;
    private final Utf8Joint stdout = new Utf8Joint();
    private final Utf8Joint stderr = new Utf8Joint();
    private final List<LogChunk> pending = new ArrayList<>();

    /** The line that has no end yet, with its time; empty between lines. */
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** Whether that line has more than is kept of it. */
    private boolean tooLong;

    /** Whether the console's last line is that line. */
    private boolean open;

    PlainLog(Step step) {
        this.step = step;
    }

    void add(LogChunk chunk) {
        pending.add(chunk);
    }

    /** Writes what came since the last time. */
    void print(OutputStream out) throws IOException {
        for (LogChunk chunk : pending) {
            ByteString data = (chunk.stderr() ? stderr : stdout).join(chunk.data());
            print(data, Elapsed.of(chunk.at()).precise(), out);
        }
        pending.clear();
    }

    /** Ends the console's line before other text is written. */
    void interrupt(OutputStream out) throws IOException {
        if (open) {
            out.write('\n');
            open = false;
        }
    }

    /** Ends the output of the step. */
    void finish(OutputStream out) throws IOException {
        ByteString rest = stdout.finish().concat(stderr.finish());
        if (!rest.isEmpty() && line.size() > 0) {
            print(rest, "", out);
        }
        interrupt(out);
        end();
    }

    private void print(ByteString data, String time, OutputStream out) throws IOException {
        int start = 0;
        while (start < data.size()) {
            int end = indexOfLineEnd(data, start);
            begin(time, out);
            append(data.substring(start, end), out);
            if (end < data.size()) {
                out.write('\n');
                end();
            }
            start = end + 1;
        }
    }

    private void begin(String time, OutputStream out) throws IOException {
        if (line.size() == 0) {
            line.writeBytes((time + " ").getBytes(StandardCharsets.US_ASCII));
        }
        if (!open) {
            out.write(("#" + step.number() + " ").getBytes(StandardCharsets.US_ASCII));
            line.writeTo(out);
            open = true;
        }
    }

    private void append(ByteString text, OutputStream out) throws IOException {
        text.writeTo(out);
        tooLong |= line.size() + text.size() > MAX_REPEATED;
        if (!tooLong) {
            text.writeTo(line);
        }
    }

    private void end() {
        line.reset();
        tooLong = false;
        open = false;
    }

    private static int indexOfLineEnd(ByteString data, int from) {
        for (int i = from; i < data.size(); i++) {
            if (data.byteAt(i) == '\n') {
                return i;
            }
        }
        return data.size();
    }
}
