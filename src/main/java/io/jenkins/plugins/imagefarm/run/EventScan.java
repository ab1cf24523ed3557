package io.jenkins.plugins.imagefarm.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads kept events line by line, and knows at which byte each line ends. The last one may still be written, and is left for later. */
record EventScan(Path file) {
    private static final int BLOCK = 64 * 1024;

    /** Takes lines. */
    @FunctionalInterface
    interface Lines {
        /**
         * @param line without its end
         * @return whether to go on
         */
        boolean take(Line line) throws IOException;
    }

    /** A line of which only the beginning is decoded until all of it is wanted; most lines are output of steps. */
    record Line(byte[] bytes) {
        boolean startsWith(String ascii) {
            return head(ascii.length()).equals(ascii);
        }

        /** @param most how many bytes */
        String head(int most) {
            return new String(bytes, 0, Math.min(most, bytes.length), StandardCharsets.UTF_8);
        }

        String text() {
            return head(bytes.length);
        }
    }

    /** @return after the last line that was taken */
    long read(long from, Lines lines) throws IOException {
        long end = from;
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            byte[] block = new byte[BLOCK];
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                int start = 0;
                for (int i = 0; i < length; i++) {
                    if (block[i] == '\n') {
                        line.write(block, start, i - start);
                        start = i + 1;
                        end += line.size() + 1;
                        if (!lines.take(new Line(line.toByteArray()))) {
                            return end;
                        }
                        line.reset();
                    }
                }
                line.write(block, start, length - start);
            }
        } catch (NoSuchFileException e) {
            return from;
        }
        return end;
    }
}
