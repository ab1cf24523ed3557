package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import java.util.List;

/** Takes what a builder tells about one solve, in the order in which it comes. */
public interface ProgressListener {
    void on(StatusResponse status);

    /** Some time has passed, with or without news. */
    default void tick() {}

    /** Nothing more comes: the solve ended, or the stream broke off. */
    default void end() {}

    /** Tells all of them, in this order. */
    static ProgressListener all(ProgressListener... listeners) {
        List<ProgressListener> all = List.of(listeners);
        return new ProgressListener() {
            @Override
            public void on(StatusResponse status) {
                all.forEach(listener -> listener.on(status));
            }

            @Override
            public void tick() {
                all.forEach(ProgressListener::tick);
            }

            @Override
            public void end() {
                all.forEach(ProgressListener::end);
            }
        };
    }
}
