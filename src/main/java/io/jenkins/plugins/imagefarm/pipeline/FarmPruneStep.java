package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.config.Timeouts;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry.Prune;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.queue.Slots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code farmPrune}: removes from the nodes of a farm what nobody uses. It takes layers away from all who build there, so the farm, or
 * the nodes, must be named; and like every other step it reaches only those that its job may use.
 */
public final class FarmPruneStep extends FarmInquiryStep {
    private static final long serialVersionUID = 1L;

    private boolean all;
    private String olderThan;
    private List<String> labels = new ArrayList<>();

    @DataBoundConstructor
    public FarmPruneStep() {
        // Whether a farm or nodes are named is judged when the step runs.
    }

    /** Whether images go that have a name. */
    public boolean isAll() {
        return all;
    }

    @DataBoundSetter
    public void setAll(boolean all) {
        this.all = all;
    }

    /** Only what was not used for so long; null for everything. */
    @CheckForNull
    public String getOlderThan() {
        return olderThan;
    }

    @DataBoundSetter
    public void setOlderThan(@CheckForNull String olderThan) {
        this.olderThan = Util.fixEmptyAndTrim(olderThan);
    }

    /** Only images that have all of these. */
    @NonNull
    public List<String> getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(@CheckForNull List<String> labels) {
        this.labels = ImageStep.copy(labels);
    }

    @Override
    Prune prune() throws AbortException {
        if (getFarm() == null && getNodes().isEmpty()) {
            throw new AbortException(Messages.FarmPruneStep_nothingNamed());
        }
        return new Prune(all, olderThan == null ? 0 : Timeouts.parse(olderThan).toSeconds(), labels);
    }

    @Override
    Map<String, Object> result(FarmAnswer answer, TaskListener log) throws AbortException {
        Map<String, Object> result = new LinkedHashMap<>();
        Problem problem = null;
        boolean reached = false;
        for (FarmNode node : answer.nodes()) {
            Pruned pruned = answer.pruned(node);
            Problem failed = pruned == null ? answer.report(node).problem() : pruned.problem();
            Map<String, Object> removed = new LinkedHashMap<>();
            removed.put("imageIds", pruned == null ? new ArrayList<>() : new ArrayList<>(pruned.images()));
            removed.put("spaceReclaimed", pruned == null ? 0L : pruned.reclaimed());
            removed.put("problem", failed == null ? null : failed.toString());
            result.put(node.name(), removed);
            if (pruned != null) {
                Slots.get().forget(node.name());
            }
            if (failed == null) {
                reached = true;
                log.getLogger()
                        .println(Messages.FarmPruneStep_node(
                                node.name(),
                                pruned == null ? 0 : pruned.images().size(),
                                pruned == null ? 0 : pruned.reclaimed()));
            } else {
                problem = failed;
                log.getLogger().println(node.name() + ": " + failed);
            }
        }
        if (!reached && problem != null) {
            throw new AbortException(problem.toString());
        }
        return result;
    }

    @Extension
    public static final class DescriptorImpl extends InquiryDescriptor {
        @Override
        public String getFunctionName() {
            return "farmPrune";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FarmPruneStep_displayName();
        }

        @POST
        public FormValidation doCheckOlderThan(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> {
                if (!value.isBlank()) {
                    Timeouts.parse(value.strip());
                }
            });
        }
    }
}
