package io.jenkins.plugins.imagefarm.nodes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.plan.Waiting;
import java.util.List;
import java.util.Optional;

/** What builds do on the nodes at this moment. Whoever gives out the slots tells it; pages and steps only look. */
public abstract class FarmActivity implements ExtensionPoint {
    /** Empty while nothing gives out slots. */
    @NonNull
    public static Optional<FarmActivity> get() {
        return ExtensionList.lookup(FarmActivity.class).stream().findFirst();
    }

    /** The slots in use. */
    @NonNull
    public abstract List<Hold> holds();

    /** Who waits for one, in their order. */
    @NonNull
    public abstract List<Waiting> waiting();

    /**
     * The run that a build belongs to; null if that is not known any more. Checks no permission: the caller does.
     *
     * @param build as {@link Hold#build()} names it
     */
    @CheckForNull
    public abstract Run<?, ?> run(@NonNull String build);
}
