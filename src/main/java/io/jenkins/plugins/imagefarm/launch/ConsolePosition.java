package io.jenkins.plugins.imagefarm.launch;

import hudson.remoting.VirtualChannel;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import jenkins.MasterToSlaveFileCallable;

/**
 * Finds the byte of a console file that follows what a log holds already, by the number of lines there. Their bytes cannot be
 * counted, because filters on the way change them.
 */
public final class ConsolePosition extends MasterToSlaveFileCallable<Long> {
    private static final long serialVersionUID = 1L;

    private final long lines;
    private final byte[] unfinished;

    /**
     * @param lines how many whole lines the log holds
     * @param unfinished the start of a further line, if the log ends within one
     */
    public ConsolePosition(long lines, byte[] unfinished) {
        this.lines = lines;
        this.unfinished = unfinished.clone();
    }

    @Override
    public Long invoke(File console, VirtualChannel channel) throws IOException {
        if (!console.exists()) {
            return 0L;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(console.toPath()))) {
            long position = 0;
            for (long line = 0; line < lines; line++) {
                int b;
                do {
                    b = in.read();
                    if (b < 0) {
                        return position;
                    }
                    position++;
                } while (b != '\n');
            }
            // A filter may have changed the start of the line; then the whole line is shown rather than none of it.
            boolean same = Arrays.equals(in.readNBytes(unfinished.length), unfinished);
            return position + (same ? unfinished.length : 0);
        }
    }
}
