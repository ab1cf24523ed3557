package io.jenkins.plugins.imagefarm.engine.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a tar archive in GNU's format, because that has no limits and takes names that are no UTF-8 (GNU tar's manual, "Basic Tar
 * Format" and "GNU Extensions to the Archive Format"). Every entry is followed by exactly as much content as it announces.
 */
public final class TarWriter {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;

    /** The larger name of the next entry is this entry's content. */
    private static final char LONG_NAME = 'L';

    private static final char LONG_LINK = 'K';
    private static final byte[] LONG_LINK_NAME = "././@LongLink".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GNU_MAGIC = "ustar  \0".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] buffer = new byte[64 * 1024];
    private long missing;
    private int padding;

    /** @param out is written to in small pieces */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes an entry without content. */
    public void add(TarEntry entry) throws IOException {
        addLong(LONG_NAME, entry.name());
        addLong(LONG_LINK, entry.link());
        header(entry);
    }

    /**
     * Writes an entry and its content. If the file has become shorter meanwhile, zeros stand for the rest.
     *
     * @return whether the content was as long as announced
     */
    public boolean add(TarEntry entry, InputStream content) throws IOException {
        add(entry);
        while (missing > 0) {
            int length = content.read(buffer, 0, (int) Math.min(buffer.length, missing));
            if (length < 0) {
                fill();
                return false;
            }
            out.write(buffer, 0, length);
            missing -= length;
        }
        fill();
        return true;
    }

    /** Bytes that the entry being written still lacks; for one that was interrupted. */
    public long missing() {
        return missing;
    }

    /** Ends the archive, and the entry being written with zeros. */
    public void end() throws IOException {
        fill();
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private void fill() throws IOException {
        if (missing > 0) {
            Arrays.fill(buffer, (byte) 0);
        }
        while (missing > 0) {
            int length = (int) Math.min(buffer.length, missing);
            out.write(buffer, 0, length);
            missing -= length;
        }
        out.write(new byte[padding]);
        padding = 0;
    }

    private void addLong(char type, byte[] text) throws IOException {
        if (text.length > NAME_LENGTH) {
            header(new TarEntry(LONG_LINK_NAME, type, 0, text.length + 1L, 0, new byte[0], 0, 0, Owner.ROOT));
            out.write(text);
            out.write(0);
            missing = 0;
            fill();
        }
    }

    private void header(TarEntry entry) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, NAME_LENGTH, entry.name());
        number(header, 100, 8, entry.permissions());
        number(header, 108, 8, entry.owner().user());
        number(header, 116, 8, entry.owner().group());
        number(header, 124, 12, entry.size());
        number(header, 136, 12, entry.modifiedSeconds());
        header[156] = (byte) entry.type();
        put(header, 157, NAME_LENGTH, entry.link());
        put(header, 257, GNU_MAGIC.length, GNU_MAGIC);
        number(header, 329, 8, entry.major());
        number(header, 337, 8, entry.minor());
        checksum(header);
        out.write(header);
        missing = entry.size();
        padding = (int) (-entry.size() & BLOCK - 1);
    }

    private static void put(byte[] header, int at, int length, byte[] text) {
        System.arraycopy(text, 0, header, at, Math.min(length, text.length));
    }

    /** Octal digits, or, where those do not suffice, the bytes of the number itself with the highest bit set. */
    private static void number(byte[] header, int at, int length, long value) {
        String octal = Long.toOctalString(value);
        if (value >= 0 && octal.length() < length) {
            Arrays.fill(header, at, at + length - 1 - octal.length(), (byte) '0');
            put(header, at + length - 1 - octal.length(), octal.length(), octal.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        long rest = value;
        for (int i = at + length - 1; i >= at; i--) {
            header[i] = (byte) rest;
            rest >>= 8;
        }
        header[at] |= (byte) 0x80;
    }

    /** The sum of all bytes, while its own field is of blanks. */
    private static void checksum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, 7, String.format("%06o\0", sum).getBytes(StandardCharsets.US_ASCII));
    }
}
