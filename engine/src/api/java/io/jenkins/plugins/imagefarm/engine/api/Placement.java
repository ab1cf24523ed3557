package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;

/** An answer to {@link BuildEvent.NodesWanted}: where platforms are built. */
public sealed interface Placement extends BuildAnswer {
    /** The {@link BuildEvent.NodesWanted#round()} that is answered. */
    int round();

    /**
     * A slot was kept for this assignment; the build starts at once. There are as many of them as it takes to cover all platforms
     * of the round.
     *
     * @param id names the assignment in this build, from 1
     * @param assignment what to build where
     * @param pending platforms of the round that still wait for a slot; the last one of a round has none
     */
    record Granted(int round, int id, Assignment assignment, List<Platform> pending) implements Placement {
        public Granted {
            pending = pending == null ? List.of() : List.copyOf(pending);
        }
    }

    /**
     * Nothing can build what was asked for, or by now what still waited for a slot. What was granted before keeps its slots until it
     * has ended.
     */
    record Refused(int round, Problem problem) implements Placement {}

    /** The plan of a dry run: nothing was kept. */
    record Planned(int round, List<Assignment> assignments) implements Placement {
        public Planned {
            assignments = List.copyOf(assignments);
        }
    }
}
