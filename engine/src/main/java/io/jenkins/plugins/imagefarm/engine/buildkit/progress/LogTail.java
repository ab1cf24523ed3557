package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last lines of a step's output, for when it fails. */
final class LogTail {
    /** As many as progressui shows. */
    private static final int LINES = 10;

    private final LineAssembler assembler = new LineAssembler();
    private final Deque<String> lines = new ArrayDeque<>();
    private String time = "";

    void add(LogChunk chunk) {
        String now = Elapsed.of(chunk.at()).precise();
        if (assembler.isEmpty()) {
            time = now;
        }
        assembler.add(chunk.data(), line -> {
            lines.add(time + " " + line);
            if (lines.size() > LINES) {
                lines.remove();
            }
            time = now;
        });
    }

    /** Each as {@code 0.123 text}, also one that has no end yet. */
    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (!assembler.isEmpty()) {
            all.add(time + " " + assembler.rest());
        }
        return List.copyOf(all.subList(Math.max(0, all.size() - LINES), all.size()));
    }
}
