package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.ByteString;

/** Holds back the first bytes of a character of which the rest has not come yet, so that nothing is written in between. */
final class Utf8Joint {
    private ByteString held = ByteString.EMPTY;

    /** Gives what was held back and the data, up to the last whole character. */
    ByteString join(ByteString data) {
        ByteString all = held.concat(data);
        int whole = all.size() - incomplete(all);
        held = all.substring(whole);
        return all.substring(0, whole);
    }

    /** Gives what was held back: nothing more comes. */
    ByteString finish() {
        ByteString rest = held;
        held = ByteString.EMPTY;
        return rest;
    }

    /** How many bytes at the end begin a character that is longer than they are. */
    private static int incomplete(ByteString data) {
        for (int back = 1; back <= Math.min(3, data.size()); back++) {
            int value = data.byteAt(data.size() - back) & 0xFF;
            if (value >= 0xC0) {
                return back < length(value) ? back : 0;
            }
            if (value < 0x80) {
                return 0;
            }
        }
        return 0;
    }

    private static int length(int firstByte) {
        if (firstByte >= 0xF8) {
            return 1;
        }
        return firstByte >= 0xF0 ? 4 : firstByte >= 0xE0 ? 3 : 2;
    }
}
