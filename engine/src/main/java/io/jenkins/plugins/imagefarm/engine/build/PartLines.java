package io.jenkins.plugins.imagefarm.engine.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Collects what one of several builds writes, and hands it on line by line, each with a prefix. */
final class PartLines extends OutputStream {
    /** A line that never ends must not fill the memory: it is cut into lines of this many bytes. */
    private static final int LONGEST = 64 * 1024;

    private final SharedConsole console;
    private final byte[] prefix;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    PartLines(SharedConsole console, String prefix) {
        this.console = console;
        this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = offset; i < offset + length; i++) {
            if (data[i] == '\n' || line.size() >= LONGEST) {
                end(whole);
            }
            if (data[i] != '\n') {
                line.write(data[i]);
            }
        }
        if (whole.size() > 0) {
            console.writeLines(whole.toByteArray());
        }
    }

    /** Empty lines are left out: between steps they help the eye, among the lines of other parts they only take room. */
    private void end(ByteArrayOutputStream whole) throws IOException {
        if (line.size() == 0) {
            return;
        }
        whole.write(prefix);
        line.writeTo(whole);
        whole.write('\n');
        line.reset();
    }

    /** Hands on what has no end yet. */
    @Override
    public synchronized void close() throws IOException {
        if (line.size() > 0) {
            write('\n');
        }
    }
}
