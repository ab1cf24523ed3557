package io.jenkins.plugins.imagefarm.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The next piece of a console file. It ends with a line where possible, so that lines of parallel builds do not mix; a line that
 * rests unfinished for a second is handed out as far as it goes. It never ends within a UTF-8 character.
 *
 * @param bytes the piece; may be empty
 * @param more whether another piece can be had at once
 */
record ConsoleTail(byte[] bytes, boolean more) {
    /** So much at most, to bound the memory of many builds that print much. */
    static final int PIECE = 256 * 1024;

    private static final Duration REST = Duration.ofSeconds(1);

    /** @param ended whether the file will not grow any more */
    static ConsoleTail read(Path file, long offset, boolean ended) throws IOException {
        byte[] bytes;
        long size;
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            size = channel.size();
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(PIECE, size - offset)));
            channel.position(offset);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until the piece is whole
            }
            bytes = Arrays.copyOf(buffer.array(), buffer.position());
        } catch (NoSuchFileException e) {
            return new ConsoleTail(new byte[0], false);
        }
        boolean more = offset + bytes.length < size;
        if (ended && !more) {
            return new ConsoleTail(bytes, false);
        }
        int lines = afterLastLine(bytes);
        boolean unfinished = lines == 0 && more || lines < bytes.length && !more && rests(file);
        return new ConsoleTail(Arrays.copyOf(bytes, unfinished ? afterLastCharacter(bytes) : lines), more);
    }

    private static boolean rests(Path file) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(Instant.now().minus(REST));
    }

    private static int afterLastLine(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** Without the start of a character whose rest is still to come. */
    static int afterLastCharacter(byte[] bytes) {
        int start = bytes.length - 1;
        while (start >= 0 && bytes.length - start < 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < 0) {
            return bytes.length;
        }
        int lead = bytes[start] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return bytes.length - start < length ? start : bytes.length;
    }
}
