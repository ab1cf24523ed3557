package io.jenkins.plugins.imagefarm.engine.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a tar archive in the formats that programs write: POSIX's of 1988 and 2001 (pax) and GNU's. Of a file's attributes it tells
 * those of {@link TarEntry}. GNU's archives of sparse files, of several volumes, and of differences are refused.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int LONGEST_TEXT = 1 << 20;
    private static final char PAX = 'x';
    private static final char PAX_OF_ALL = 'g';
    private static final char LONG_NAME = 'L';
    private static final char LONG_LINK = 'K';

    private final InputStream in;
    private long rest;
    private int padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next file; what is left of the one before is passed over.
     *
     * @return null after the last one
     * @throws IOException if the archive cannot be read, or is none
     */
    TarEntry next() throws IOException {
        byte[] longName = null;
        byte[] longLink = null;
        Map<String, byte[]> pax = Map.of();
        while (true) {
            in.skipNBytes(rest + padding);
            byte[] header = in.readNBytes(BLOCK);
            rest = 0;
            padding = 0;
            if (header.length == 0 || isZero(header)) {
                return null;
            }
            check(header);
            char type = (char) header[156];
            long size = number(header, 124, 12);
            switch (type) {
                case LONG_NAME -> longName = upToZero(text(size));
                case LONG_LINK -> longLink = upToZero(text(size));
                case PAX -> pax = records(text(size));
                case PAX_OF_ALL -> text(size);
                default -> {
                    return entry(header, type, size, longName, longLink, pax);
                }
            }
        }
    }

    private TarEntry entry(
            byte[] header, char type, long size, byte[] longName, byte[] longLink, Map<String, byte[]> pax)
            throws IOException {
        if ("1234567\0000".indexOf(type) < 0) {
            throw new IOException("it has an entry of type '" + type + "', which is not known");
        }
        byte[] name = first(pax.get("path"), longName, name(header));
        boolean isFolder = type == TarEntry.FOLDER || type == '\0' && name.length > 0 && name[name.length - 1] == '/';
        boolean isRegular = !isFolder && "07\0".indexOf(type) >= 0;
        if (isRegular) {
            rest = pax.containsKey("size") ? Long.parseLong(ascii(pax.get("size"))) : size;
            padding = (int) (-rest & BLOCK - 1);
        }
        return new TarEntry(
                isFolder && name[name.length - 1] != '/' ? withSlash(name) : name,
                isFolder ? TarEntry.FOLDER : isRegular ? TarEntry.REGULAR : type,
                (int) number(header, 100, 8) & 07777,
                rest,
                number(header, 136, 12),
                first(pax.get("linkpath"), longLink, field(header, 157, 100)),
                (int) number(header, 329, 8),
                (int) number(header, 337, 8),
                new Owner(number(header, 108, 8), number(header, 116, 8)));
    }

    /** The content of the file that was told last. It ends with the file, and is not to be closed. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (rest == 0) {
                    return -1;
                }
                int count = in.read(bytes, offset, (int) Math.min(length, rest));
                if (count < 0) {
                    throw new EOFException("it ends within a file");
                }
                rest -= count;
                return count;
            }
        };
    }

    private byte[] text(long size) throws IOException {
        if (size < 0 || size > LONGEST_TEXT) {
            throw new IOException("it has a name that is too long");
        }
        byte[] text = in.readNBytes((int) size);
        in.skipNBytes(-size & BLOCK - 1);
        return text;
    }

    /** Each is {@code length key=value} and a line end; the length counts all of it. */
    private static Map<String, byte[]> records(byte[] text) throws IOException {
        Map<String, byte[]> records = new HashMap<>();
        int at = 0;
        while (at < text.length) {
            int blank = indexOf(text, ' ', at);
            int equals = indexOf(text, '=', blank);
            int end = at + (int) decimal(text, at, blank);
            if (end > text.length || end <= equals) {
                throw new IOException("it is damaged");
            }
            records.put(
                    new String(text, blank + 1, equals - blank - 1, StandardCharsets.UTF_8),
                    Arrays.copyOfRange(text, equals + 1, end - 1));
            at = end;
        }
        return records;
    }

    private static int indexOf(byte[] text, char wanted, int from) throws IOException {
        for (int at = from; at < text.length; at++) {
            if (text[at] == wanted) {
                return at;
            }
        }
        throw new IOException("it is damaged");
    }

    private static long decimal(byte[] text, int from, int to) throws IOException {
        try {
            return Long.parseLong(new String(text, from, to - from, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw new IOException("it is damaged", e);
        }
    }

    private static String ascii(byte[] text) {
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** POSIX's format has the beginning of a longer name in a second field, where GNU's has times. */
    private static byte[] name(byte[] header) {
        byte[] name = field(header, 0, 100);
        boolean isPosix = new String(header, 257, 6, StandardCharsets.US_ASCII).equals("ustar\0");
        byte[] prefix = isPosix ? field(header, 345, 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] all = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        all[prefix.length] = '/';
        System.arraycopy(name, 0, all, prefix.length + 1, name.length);
        return all;
    }

    private static byte[] field(byte[] header, int at, int length) {
        return upToZero(Arrays.copyOfRange(header, at, at + length));
    }

    private static byte[] upToZero(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return Arrays.copyOf(text, end);
    }

    private static byte[] withSlash(byte[] name) {
        byte[] longer = Arrays.copyOf(name, name.length + 1);
        longer[name.length] = '/';
        return longer;
    }

    private static byte[] first(byte[]... texts) {
        return Arrays.stream(texts).filter(text -> text != null).findFirst().orElseThrow();
    }

    /** Octal digits, or the number itself if the highest bit is set. */
    private static long number(byte[] header, int at, int length) throws IOException {
        if ((header[at] & 0x80) != 0) {
            long value = (header[at] & 0x40) != 0 ? -1 : header[at] & 0x3f;
            for (int i = at + 1; i < at + length; i++) {
                value = value << 8 | header[i] & 0xff;
            }
            return value;
        }
        String digits = ascii(field(header, at, length)).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("it is no tar archive", e);
        }
    }

    /** A text that is no archive has no such sum. */
    private static void check(byte[] header) throws IOException {
        if (header.length < BLOCK) {
            throw new IOException("it is no tar archive");
        }
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (number(header, 148, 8) != sum) {
            throw new IOException("it is no tar archive");
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
