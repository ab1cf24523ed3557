package io.jenkins.plugins.imagefarm.engine.source;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names of files as text. On Linux a name is a row of bytes, mostly but not always UTF-8, and neither a builder nor Go
 * cares; Java's own conversion depends on the locale of the process and loses bytes it cannot read. Here a byte that is
 * not UTF-8 becomes the lone surrogate U+DC80 to U+DCFF, as in Python's {@code surrogateescape}: text is for matching
 * and messages, and no byte is lost on the way back.
 */
public final class DiskName {
    private static final char ESCAPE = '\uDC00';
    private static final int FIRST_NON_ASCII = 0x80;

    private DiskName() {}

    public static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : decodeEscaping(bytes);
    }

    private static String decodeEscaping(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int length = lengthOfCharacter(bytes, at);
            if (length == 0) {
                text.append((char) (ESCAPE + (bytes[at] & 0xff)));
                at++;
            } else {
                text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        return text.toString();
    }

    /** How many bytes from here on are one character; 0 if this byte begins none. */
    private static int lengthOfCharacter(byte[] bytes, int at) {
        for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
            byte[] part = Arrays.copyOfRange(bytes, at, at + length);
            String text = new String(part, StandardCharsets.UTF_8);
            if (text.codePointCount(0, text.length()) == 1
                    && Arrays.equals(part, text.getBytes(StandardCharsets.UTF_8))) {
                return length;
            }
        }
        return 0;
    }

    public static byte[] encode(String text) {
        if (text.chars().noneMatch(DiskName::isEscape)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            if (isEscape(c)) {
                bytes.write(c - ESCAPE);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    private static boolean isEscape(int c) {
        return c >= ESCAPE + FIRST_NON_ASCII && c <= ESCAPE + 0xff;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= FIRST_NON_ASCII) {
                return false;
            }
        }
        return true;
    }

    /** The order of the names' bytes, which is Go's order and so that of BuildKit's protocols. */
    public static int compare(String one, String other) {
        // Java's order of characters is that of their UTF-8 bytes only below the surrogates.
        return isAscii(one) && isAscii(other)
                ? one.compareTo(other)
                : Arrays.compareUnsigned(encode(one), encode(other));
    }

    /** The path itself as text: a name, or the target of a symbolic link. */
    public static String of(Path path) {
        String text = path.toString();
        return isAscii(text) || !isUnix(path) ? text : decode(bytesOf(path, text.endsWith("/")));
    }

    /** A child of a folder; also several levels down. */
    public static Path resolve(Path folder, String name) {
        return isUnix(folder) ? folder.resolve(path(name)) : folder.resolve(name);
    }

    /** A path from text, whatever the locale of this process. */
    public static Path path(String text) {
        return isAscii(text) || !isUnix(Path.of("")) ? Path.of(text) : path(encode(text));
    }

    private static boolean isUnix(Path path) {
        return path.getFileSystem() == FileSystems.getDefault()
                && path.getFileSystem().getSeparator().equals("/");
    }

    /**
     * The path's bytes. A URI is the one form in which the JDK gives them away: it escapes bytes, not characters.
     *
     * @param slash whether the path ends with a slash; the JDK adds one to the URI of a folder
     */
    private static byte[] bytesOf(Path path, boolean slash) {
        String escaped = Path.of("/").resolve(path).toUri().getRawPath();
        int start = path.isAbsolute() ? 0 : 1;
        int end = escaped.endsWith("/") && !slash ? escaped.length() - 1 : escaped.length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end);
        for (int i = start; i < end; i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static Path path(byte[] bytes) {
        HexFormat hex = HexFormat.of();
        boolean absolute = bytes.length > 0 && bytes[0] == '/';
        StringBuilder escaped = new StringBuilder(absolute ? "file://" : "file:///");
        for (byte b : bytes) {
            if (b == '/') {
                escaped.append('/');
            } else {
                hex.toHexDigits(escaped.append('%'), b);
            }
        }
        Path path = Path.of(URI.create(escaped.toString()));
        return absolute ? path : path.subpath(0, path.getNameCount());
    }
}
