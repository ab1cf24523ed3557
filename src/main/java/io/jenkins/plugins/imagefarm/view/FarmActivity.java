package io.jenkins.plugins.imagefarm.view;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.plan.Waiting;
import java.util.List;

/** What builds do on the nodes at this moment, as far as a page shows it: the slots, unless an extension tells something else. */
public abstract class FarmActivity implements ExtensionPoint {
    static FarmActivity get() {
        return ExtensionList.lookupFirst(FarmActivity.class);
    }

    /**
     * @param holds the slots in use
     * @param waiting who waits for one, in their order
     */
    public record Moment(List<Hold> holds, List<Waiting> waiting) {
        public Moment {
            holds = List.copyOf(holds);
            waiting = List.copyOf(waiting);
        }
    }

    public abstract Moment now();

    /**
     * The id of the run that a build belongs to.
     *
     * @param build as {@link Hold#build()} names it
     */
    public abstract String run(String build);

    /** Something has changed that decides where builds may go. */
    public abstract void reconsider();

    /** What that node had stored is gone. */
    public abstract void forget(String node);
}
