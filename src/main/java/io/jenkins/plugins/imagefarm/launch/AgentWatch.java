package io.jenkins.plugins.imagefarm.launch;

import hudson.model.Result;
import io.jenkins.plugins.imagefarm.Controller;
import java.io.IOException;
import java.time.Duration;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.support.steps.ExecutorStepExecution;

/**
 * Whether a build's agent is there. One that is away is waited for, and the console says so once; one that was removed is given up.
 */
final class AgentWatch {
    /** A changed configuration may take a node away and put it back. */
    private static final Duration REPLACEMENT = Duration.ofSeconds(10);

    private final BuildPlace place;

    /** When the agent was found to be away; 0 while it is there. */
    private long awaySince;

    AgentWatch(BuildPlace place) {
        this.place = place;
    }

    void here(BuildOwner owner) throws IOException, InterruptedException {
        if (awaySince != 0) {
            awaySince = 0;
            OwnLine.print(owner.listener(), "Agent " + place.node() + " is back");
        }
    }

    void away(BuildOwner owner) throws IOException, InterruptedException {
        if (awaySince == 0) {
            awaySince = System.currentTimeMillis();
            OwnLine.print(
                    owner.listener(), "Agent " + place.node() + " is away; its build goes on there, and is waited for");
        }
    }

    /** Whether an agent that is away will not come back. */
    boolean isRemoved() {
        return awaySince != 0
                && System.currentTimeMillis() - awaySince >= REPLACEMENT.toMillis()
                && Controller.node(place.node()) == null;
    }

    /** The end of a build whose agent was removed, with a cause that {@code retry} can be told to heed. */
    static Throwable removed() {
        return new FlowInterruptedException(Result.ABORTED, false, new ExecutorStepExecution.RemovedNodeCause());
    }
}
