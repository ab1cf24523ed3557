package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The entries of a tree that were described to the daemon, by their ids, which count from 0. Path and size of each are
 * kept in some thirty bytes, since a build context can hold a million files: as objects they would not fit into the
 * engine's memory.
 */
final class Entries {
    /** The parent of what lies at the top. */
    static final int TOP = -1;

    /** The size of what is a file to the daemon but must not be opened. */
    static final long NOTHING = -1;

    /** Larger than any entry: a name has at most 255 bytes. */
    private static final int BLOCK = 1 << 16;

    private static final int MORE = 0x80;

    /** Entries one after the other: the distance to the parent's id, the size and one, the name's length, the name. */
    private final List<byte[]> blocks = new ArrayList<>();

    /** Where an entry starts, counted over all blocks. */
    private int[] starts = new int[1 << 10];

    private int count;
    private int end;

    /**
     * @param parent id of the folder it lies in
     * @param size of its content, or {@link #NOTHING}
     * @return its id
     */
    synchronized int add(int parent, String name, long size) {
        byte[] bytes = DiskName.encode(name);
        byte[] entry = new byte[30 + bytes.length];
        int length = write(entry, 0, count - parent);
        length = write(entry, length, size + 1);
        length = write(entry, length, bytes.length);
        System.arraycopy(bytes, 0, entry, length, bytes.length);
        append(entry, length + bytes.length);
        return count++;
    }

    private void append(byte[] entry, int length) {
        int position = end % BLOCK;
        if (blocks.isEmpty() || position + length > BLOCK || position == 0) {
            end = blocks.size() * BLOCK;
            blocks.add(new byte[BLOCK]);
        }
        System.arraycopy(entry, 0, blocks.get(end / BLOCK), end % BLOCK, length);
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count] = end;
        end += length;
    }

    private static int write(byte[] to, int at, long number) {
        long rest = number;
        int position = at;
        while (rest >= MORE) {
            to[position++] = (byte) (rest | MORE);
            rest >>>= 7;
        }
        to[position++] = (byte) rest;
        return position;
    }

    synchronized long size(int id) {
        Reader reader = new Reader(id);
        reader.number();
        return reader.number() - 1;
    }

    synchronized String path(int id) {
        StringBuilder path = new StringBuilder();
        int at = id;
        while (at != TOP) {
            Reader reader = new Reader(at);
            int parent = at - (int) reader.number();
            reader.number();
            path.insert(0, reader.name()).insert(0, parent == TOP ? "" : "/");
            at = parent;
        }
        return path.toString();
    }

    private final class Reader {
        private final byte[] block;
        private int at;

        Reader(int id) {
            block = blocks.get(starts[id] / BLOCK);
            at = starts[id] % BLOCK;
        }

        long number() {
            long number = 0;
            int shift = 0;
            byte b;
            do {
                b = block[at++];
                number |= (long) (b & MORE - 1) << shift;
                shift += 7;
            } while (b < 0);
            return number;
        }

        String name() {
            int length = (int) number();
            return DiskName.decode(Arrays.copyOfRange(block, at, at + length));
        }
    }
}
