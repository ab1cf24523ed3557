package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;

/** An answer to {@link BuildEvent.NodesWanted}: where platforms are built. */
public sealed interface Placement {
    /** The {@link BuildEvent.NodesWanted#round()} that is answered. */
    int round();

    /**
     * A slot was kept for this assignment; the build starts at once. There are as many of them as it takes to cover all platforms
     * of the round.
     *
     * @param id names the assignment in this build, from 1
     * @param assignment what to build where
     * @param waiting the round's platforms that have no slot yet, each of which comes with a later one; only the planner knows them
     *     all if every native platform is wanted
     */
    record Granted(int round, int id, Assignment assignment, List<Platform> waiting) implements Placement {
        public Granted {
            waiting = waiting == null ? List.of() : List.copyOf(waiting);
        }
    }

    /** Nothing can build what was asked for; nothing was kept, or everything was given back. */
    record Refused(int round, Problem problem) implements Placement {}

    /** The plan of a dry run: nothing was kept. */
    record Planned(int round, List<Assignment> assignments) implements Placement {}
}
