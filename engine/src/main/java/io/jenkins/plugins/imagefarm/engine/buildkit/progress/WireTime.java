package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Points in time as they are sent. */
final class WireTime {
    private WireTime() {}

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
