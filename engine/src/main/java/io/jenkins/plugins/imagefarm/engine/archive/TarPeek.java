package io.jenkins.plugins.imagefarm.engine.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Looks at the first file of an archive. */
public final class TarPeek {
    private static final int LONGEST = 1 << 20;

    private TarPeek() {}

    /** Whether it is a folder. */
    public static boolean isFolder(InputStream archive) throws IOException {
        TarEntry first = new TarReader(archive).next();
        return first != null && first.type() == TarEntry.FOLDER;
    }

    /** Its content, if it is a file; not more of it than a megabyte. */
    public static String text(InputStream archive) throws IOException {
        TarReader reader = new TarReader(archive);
        return reader.next() == null ? "" : new String(reader.content().readNBytes(LONGEST), StandardCharsets.UTF_8);
    }
}
