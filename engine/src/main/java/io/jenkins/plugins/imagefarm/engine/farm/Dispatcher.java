package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.List;
import java.util.Map;

/** Gets slots of nodes for one build. Its answers come to whoever opened it, in their order and on any thread. */
public interface Dispatcher extends AutoCloseable {
    /**
     * Wants nodes; returns at once.
     *
     * @param round names the wish, from 1
     * @param platforms to build; empty for every platform that the farm builds natively
     * @param excluded nodes that failed in this build, each with the reason
     */
    void want(int round, List<Platform> platforms, Map<String, String> excluded);

    /** That assignment has ended; its slot is free. */
    void ended(int id);

    /** The build wants nothing any more: its slots are free, and no answer comes after this. */
    @Override
    void close();
}
