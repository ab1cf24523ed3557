package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which entry was the first name of a file with several. Kept in primitive arrays: package managers that link from a store
 * give every file of a project a second name.
 */
final class FirstNames {
    /** None, as a result. */
    static final int NONE = -1;

    private final Map<Long, Device> devices = new HashMap<>();

    /** @return the entry that was put in for the same file before, or {@link #NONE} */
    int putIfAbsent(FileStat.Inode inode, int id) {
        return devices.computeIfAbsent(inode.device(), device -> new Device()).putIfAbsent(inode.number(), id);
    }

    /** A hash table with open addressing. */
    private static final class Device {
        private long[] numbers = new long[64];
        private int[] ids = filled(64);
        private int count;

        private static int[] filled(int length) {
            int[] ids = new int[length];
            Arrays.fill(ids, NONE);
            return ids;
        }

        int putIfAbsent(long number, int id) {
            int slot = slot(number);
            if (ids[slot] != NONE) {
                return ids[slot];
            }
            numbers[slot] = number;
            ids[slot] = id;
            if (++count > ids.length / 2) {
                grow();
            }
            return NONE;
        }

        /** Where the number is, or is to go. */
        private int slot(long number) {
            int slot = Long.hashCode(number * 0x9E3779B97F4A7C15L) & ids.length - 1;
            while (ids[slot] != NONE && numbers[slot] != number) {
                slot = slot + 1 & ids.length - 1;
            }
            return slot;
        }

        private void grow() {
            long[] oldNumbers = numbers;
            int[] oldIds = ids;
            numbers = new long[oldIds.length * 2];
            ids = filled(oldIds.length * 2);
            for (int i = 0; i < oldIds.length; i++) {
                if (oldIds[i] != NONE) {
                    int slot = slot(oldNumbers[i]);
                    numbers[slot] = oldNumbers[i];
                    ids[slot] = oldIds[i];
                }
            }
        }
    }
}
