package io.jenkins.plugins.imagefarm.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/**
 * A node as one viewer may see it: what is not theirs to see is not in here, so that no page can show it.
 *
 * @param name unique, and fit for a URL
 * @param labels what builds may ask it for
 * @param state in a word
 * @param offline why it was taken offline; null if it was not
 * @param offlineNote since when and, for some, by whom; null if it is not offline
 * @param asked how long ago it was asked; null if it never was
 * @param type what it is; null if nobody knows
 * @param nativePlatforms what its processor runs
 * @param emulatedPlatforms what it emulates
 * @param onlyPlatforms what it is registered for; empty for all
 * @param limit how many builds it may run at once
 * @param builds what it runs
 * @param waiting how many builds wait for it
 * @param past what it built last, newest first
 * @param details null unless the viewer may see them
 */
public record NodeRow(
        String name,
        List<String> labels,
        NodeState state,
        @CheckForNull String offline,
        @CheckForNull String offlineNote,
        @CheckForNull String asked,
        @CheckForNull String type,
        List<String> nativePlatforms,
        List<String> emulatedPlatforms,
        String onlyPlatforms,
        int limit,
        List<Current> builds,
        int waiting,
        List<Past> past,
        @CheckForNull Details details) {
    /**
     * What a viewer sees who may read Jenkins' configuration.
     *
     * @param address where it is
     * @param version of its daemon; null if nobody knows
     * @param disk what its images and caches take and when that was asked; null if it was not
     * @param error why it was last not reached, or failed a build; null if it never did
     * @param errorAt how long ago
     * @param pruning what was last removed; null if nothing was
     */
    public record Details(
            String address,
            @CheckForNull String version,
            @CheckForNull String disk,
            @CheckForNull String error,
            @CheckForNull String errorAt,
            @CheckForNull PruningRow pruning) {}

    /** A build that has a slot. */
    public record Current(BuildLink build, String platforms, String since) {}

    /**
     * A build that is over.
     *
     * @param icon of its state
     * @param state in a word
     * @param ago when it ended
     * @param error why it failed; empty unless it did and the viewer may know
     */
    public record Past(
            BuildLink build, String icon, String state, String platforms, String duration, String ago, String error) {}

    public int inUse() {
        return builds.size();
    }

    public boolean isOffline() {
        return state == NodeState.OFFLINE;
    }

    public boolean isUnreachable() {
        return state == NodeState.UNREACHABLE;
    }

    /** For the table; its own page has all. */
    public List<Past> recent() {
        return past.subList(0, Math.min(past.size(), 2));
    }
}
