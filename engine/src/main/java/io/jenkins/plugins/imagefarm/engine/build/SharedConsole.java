package io.jenkins.plugins.imagefarm.engine.build;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The console of a build that several others write to as well. One of them, which may leave a line open, writes as it likes; the
 * others write whole lines, which never land in the middle of another one.
 */
final class SharedConsole extends OutputStream {
    private final OutputStream out;
    private boolean open;

    SharedConsole(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
        if (length > 0) {
            out.write(data, offset, length);
            open = data[offset + length - 1] != '\n';
        }
    }

    /** @param lines whole ones, with the last one's end */
    synchronized void writeLines(byte[] lines) throws IOException {
        if (open) {
            out.write('\n');
            open = false;
        }
        out.write(lines);
        out.flush();
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }
}
