package io.jenkins.plugins.imagefarm.queue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.io.Serializable;

/**
 * What an image build is called in the queue.
 *
 * @param run {@link Run#getExternalizableId()}
 * @param step tells the builds of a run apart
 */
public record BuildName(@NonNull String run, @NonNull String step) implements Serializable {
    private static final long serialVersionUID = 1L;

    @NonNull
    public static BuildName of(@NonNull Run<?, ?> run, @NonNull String step) {
        return new BuildName(run.getExternalizableId(), step);
    }

    /** @param text as {@link #toString} writes it; no name of a job has a colon */
    @NonNull
    public static BuildName parse(@NonNull String text) {
        int colon = text.lastIndexOf(':');
        return new BuildName(text.substring(0, Math.max(0, colon)), text.substring(colon + 1));
    }

    /** The run, as far as the current user may see it; null if it is gone. */
    @CheckForNull
    public Run<?, ?> find() {
        try {
            return Run.fromExternalizableId(run);
        } catch (IllegalArgumentException e) {
            return null; // an id of another kind, for instance from a file that somebody edited
        }
    }

    /** Whether the run goes on, whoever may see it. */
    public boolean isRunning() {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            Run<?, ?> found = find();
            return found != null && found.isBuilding();
        }
    }

    @Override
    public String toString() {
        return run + ":" + step;
    }
}
