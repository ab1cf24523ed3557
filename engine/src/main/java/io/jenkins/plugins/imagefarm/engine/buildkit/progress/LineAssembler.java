package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of text out of output that comes in pieces. A line is decoded only when it is whole, so that no character is
 * ever decoded in two halves. Of text that rewrites its line ({@code \r}), as progress bars do, only what stays visible is kept.
 */
final class LineAssembler {
    /** A longer line is given in pieces: output without any line end must not fill the memory. */
    private static final int MAX_LINE = 64 * 1024;

    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    /** Adds output, and gives each line that it ends, without its end. */
    void add(ByteString data, Consumer<String> lines) {
        int start = 0;
        for (int i = 0; i < data.size(); i++) {
            if (data.byteAt(i) == '\n') {
                write(data.substring(start, i));
                end(lines);
                start = i + 1;
            } else if (partial.size() + i - start >= MAX_LINE && isCharacterStart(data.byteAt(i))) {
                write(data.substring(start, i));
                end(lines);
                start = i;
            }
        }
        write(data.substring(start));
    }

    /** Gives a last line that had no end. */
    void finish(Consumer<String> lines) {
        if (partial.size() > 0) {
            end(lines);
        }
    }

    /** Whether the last line ended, and no other has begun. */
    boolean isEmpty() {
        return partial.size() == 0;
    }

    /** The line that has no end yet. */
    String rest() {
        return visible(partial.toString(StandardCharsets.UTF_8));
    }

    private void write(ByteString data) {
        partial.writeBytes(data.toByteArray());
    }

    private void end(Consumer<String> lines) {
        lines.accept(rest());
        partial.reset();
    }

    private static boolean isCharacterStart(byte value) {
        return (value & 0xC0) != 0x80;
    }

    private static String visible(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(line.lastIndexOf('\r', end - 1) + 1, end);
    }
}
