package io.jenkins.plugins.imagefarm.launch;

import hudson.MarkupText;
import hudson.console.ConsoleAnnotator;
import hudson.console.ConsoleNote;
import hudson.model.TaskListener;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Marks a line in a step's log as written by Jenkins rather than by the engine, so that the engine's lines can be counted after a
 * restart. Nobody sees the mark, and no build can forge it, because console notes are signed.
 */
public final class OwnLine extends ConsoleNote<Object> {
    private static final long serialVersionUID = 1L;

    /** Prints a line. */
    public static void print(TaskListener listener, String text) throws IOException {
        PrintStream log = listener.getLogger();
        byte[] line = (new OwnLine().encode() + text + "\n").getBytes(StandardCharsets.UTF_8);
        log.write(line, 0, line.length);
        log.flush();
    }

    /** Whether a line of a raw log is marked. */
    public static boolean isIn(byte[] line, int length) {
        int start = 0;
        while ((start = ConsoleNote.findPreamble(line, start, length - start)) >= 0) {
            try {
                if (ConsoleNote.readFrom(new DataInputStream(new ByteArrayInputStream(line, start, length - start)))
                        instanceof OwnLine) {
                    return true;
                }
            } catch (IOException | ClassNotFoundException e) {
                // Not a note that can be read, so not this one.
            }
            start++;
        }
        return false;
    }

    @Override
    public ConsoleAnnotator<Object> annotate(Object context, MarkupText text, int charPos) {
        return null;
    }
}
