package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.Timeouts;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry.Prune;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The parameters of steps that ask the nodes of a farm something, and wait for the answer. In a {@code node} block they are asked from
 * its agent, otherwise from the controller.
 */
public abstract class FarmInquiryStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private String farm;
    private List<String> nodes = new ArrayList<>();
    private String nodeTimeout = FarmBuildStep.DEFAULT_NODE_TIMEOUT;

    /** The farm that is named; null if none is. */
    @CheckForNull
    public String getFarm() {
        return farm;
    }

    @DataBoundSetter
    public void setFarm(@CheckForNull String farm) {
        this.farm = Util.fixEmptyAndTrim(farm);
    }

    /** Names of nodes, instead of a farm. */
    @NonNull
    public List<String> getNodes() {
        return nodes;
    }

    @DataBoundSetter
    public void setNodes(@CheckForNull List<String> nodes) {
        this.nodes = ImageStep.copy(nodes);
    }

    @NonNull
    public String getNodeTimeout() {
        return nodeTimeout;
    }

    @DataBoundSetter
    public void setNodeTimeout(@CheckForNull String nodeTimeout) {
        this.nodeTimeout = Util.fixNull(Util.fixEmptyAndTrim(nodeTimeout), FarmBuildStep.DEFAULT_NODE_TIMEOUT);
    }

    Duration timeout() {
        return Timeouts.parse(nodeTimeout);
    }

    /** Whether nodes are also asked how much disk they use, which takes longer. */
    boolean asksForDisk() {
        return false;
    }

    /**
     * What is to be removed; null for nothing.
     *
     * @throws AbortException if it may not be
     */
    @CheckForNull
    Prune prune() throws AbortException {
        return null;
    }

    /**
     * What the step returns: plain values, which a Pipeline may keep.
     *
     * @param log is told the same for people
     */
    abstract Map<String, Object> result(FarmAnswer answer, TaskListener log) throws AbortException;

    @Override
    public final StepExecution start(StepContext context) {
        return new FarmInquiryExecution(context, this);
    }

    /** What these steps' descriptors have in common. */
    public abstract static class InquiryDescriptor extends ArgumentsDescriptor {
        @Override
        public final Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public final FormValidation doCheckNodes(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String farm) {
            if (!FormAccess.hasConfigure(item)) {
                return FormValidation.ok();
            }
            return Util.fixEmptyAndTrim(value) == null || Util.fixEmptyAndTrim(farm) == null
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.FarmBuildStep_farmAndNodes());
        }

        @POST
        public final FormValidation doCheckNodeTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> {
                if (!value.isBlank()) {
                    Timeouts.parse(value.strip());
                }
            });
        }
    }
}
