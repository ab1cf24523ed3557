package io.jenkins.plugins.imagefarm.engine.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Gives the files of an archive another place and another owner.
 *
 * @param from the folder or file of the archive that is moved; empty for all of it
 * @param to its new name, without a leading slash
 * @param owner of all files; null to leave them theirs
 */
public record TarMove(String from, String to, Owner owner) {
    /**
     * @param tar gets what was read; its end is not written
     * @throws IOException if one of the archives fails, or if a name leads out of the folder that is moved
     */
    public void copy(InputStream archive, TarWriter tar) throws IOException {
        TarReader reader = new TarReader(archive);
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            byte[] link = entry.type() == TarEntry.HARD_LINK ? moved(entry.link()) : entry.link();
            byte[] name = moved(entry.name());
            if (name.length > 0) {
                TarEntry moved = entry.named(name, link);
                tar.add(owner == null ? moved : moved.of(owner), reader.content());
            }
        }
    }

    private byte[] moved(byte[] name) throws IOException {
        // Each byte is a character of its own, so that none is lost, whatever the encoding.
        String path = new String(name, StandardCharsets.ISO_8859_1).replaceFirst("^(?:\\./|/)+", "");
        String old = latin(from);
        if (Arrays.asList(path.split("/")).contains("..")
                || !old.isEmpty() && !path.equals(old) && !path.startsWith(old + "/")) {
            throw new IOException("it has the name '" + path + "'");
        }
        String below = old.isEmpty() ? "/" + path : path.substring(old.length());
        String whole = latin(to) + (below.equals("/.") ? "/" : below);
        return (to.isEmpty() ? whole.replaceFirst("^/", "") : whole).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
