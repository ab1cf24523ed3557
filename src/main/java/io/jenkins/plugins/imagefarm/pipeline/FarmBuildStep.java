package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.CredentialChoices;
import io.jenkins.plugins.imagefarm.config.Timeouts;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code farmBuild}: builds an image for several platforms on the nodes of a farm, and joins them under one index. */
public final class FarmBuildStep extends DockerfileStep {
    private static final long serialVersionUID = 1L;

    static final String DEFAULT_EMULATION = "fallback";
    static final String DEFAULT_STRATEGY = "sticky";
    static final String DEFAULT_NODE_TIMEOUT = "10s";
    static final int DEFAULT_FAILOVER = 2;

    private List<String> nodes = new ArrayList<>();
    private List<String> nodeLabels = new ArrayList<>();
    private boolean local;
    private String emulation = DEFAULT_EMULATION;
    private String strategy = DEFAULT_STRATEGY;
    private boolean failFast = true;
    private int failover = DEFAULT_FAILOVER;
    private boolean cleanup;
    private String nodeTimeout = DEFAULT_NODE_TIMEOUT;
    private boolean dryRun;

    @DataBoundConstructor
    public FarmBuildStep() {
        // All parameters are optional.
    }

    /** Names of nodes, instead of a farm. */
    @NonNull
    public List<String> getNodes() {
        return nodes;
    }

    @DataBoundSetter
    public void setNodes(@CheckForNull List<String> nodes) {
        this.nodes = copy(nodes);
    }

    /** What every node must have; the image's own are {@link #getLabels}. */
    @NonNull
    public List<String> getNodeLabels() {
        return nodeLabels;
    }

    @DataBoundSetter
    public void setNodeLabels(@CheckForNull List<String> nodeLabels) {
        this.nodeLabels = copy(nodeLabels);
    }

    public boolean isLocal() {
        return local;
    }

    @DataBoundSetter
    public void setLocal(boolean local) {
        this.local = local;
    }

    @NonNull
    public String getEmulation() {
        return emulation;
    }

    @DataBoundSetter
    public void setEmulation(@CheckForNull String emulation) {
        this.emulation = Util.fixNull(Util.fixEmptyAndTrim(emulation), DEFAULT_EMULATION);
    }

    @NonNull
    public String getStrategy() {
        return strategy;
    }

    @DataBoundSetter
    public void setStrategy(@CheckForNull String strategy) {
        this.strategy = Util.fixNull(Util.fixEmptyAndTrim(strategy), DEFAULT_STRATEGY);
    }

    public boolean isFailFast() {
        return failFast;
    }

    @DataBoundSetter
    public void setFailFast(boolean failFast) {
        this.failFast = failFast;
    }

    public int getFailover() {
        return failover;
    }

    @DataBoundSetter
    public void setFailover(int failover) {
        this.failover = failover;
    }

    public boolean isCleanup() {
        return cleanup;
    }

    @DataBoundSetter
    public void setCleanup(boolean cleanup) {
        this.cleanup = cleanup;
    }

    @NonNull
    public String getNodeTimeout() {
        return nodeTimeout;
    }

    @DataBoundSetter
    public void setNodeTimeout(@CheckForNull String nodeTimeout) {
        this.nodeTimeout = Util.fixNull(Util.fixEmptyAndTrim(nodeTimeout), DEFAULT_NODE_TIMEOUT);
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    @Override
    boolean isOnFarm() {
        return true;
    }

    @Override
    boolean returnsParts() {
        return true;
    }

    @Override
    List<String> nodeNames() {
        return nodes;
    }

    @Override
    boolean hasLocalNode() {
        return local;
    }

    @Override
    FarmRules farmRules(StepValues values) {
        return new FarmRules(
                FarmRules.Emulation.of(values.text(emulation)),
                FarmRules.Strategy.of(values.text(strategy)),
                values.words(nodeLabels),
                false,
                failFast,
                failover,
                cleanup,
                Timeouts.parse(values.text(nodeTimeout)).toMillis(),
                dryRun);
    }

    @Extension
    public static final class DescriptorImpl extends DockerfileStepDescriptor {
        @Override
        public String getFunctionName() {
            return "farmBuild";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FarmBuildStep_displayName();
        }

        @POST
        public FormValidation doCheckNodes(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String farm) {
            if (!FormAccess.hasConfigure(item)) {
                return FormValidation.ok();
            }
            return Util.fixEmptyAndTrim(value) == null || Util.fixEmptyAndTrim(farm) == null
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.FarmBuildStep_farmAndNodes());
        }

        @POST
        public FormValidation doCheckNodeTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> {
                if (!value.isBlank() && !hasVariable(value)) {
                    Timeouts.parse(value.strip());
                }
            });
        }

        @POST
        public FormValidation doCheckFailover(@AncestorInPath Item item, @QueryParameter String value) {
            return FormAccess.hasConfigure(item)
                    ? FormValidation.validateNonNegativeInteger(value)
                    : FormValidation.ok();
        }

        @POST
        public ListBoxModel doFillEmulationItems(@AncestorInPath Item item, @QueryParameter String emulation) {
            if (!FormAccess.hasConfigure(item)) {
                return CredentialChoices.only(emulation);
            }
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.FarmBuildStep_fallback(), "fallback");
            items.add(Messages.FarmBuildStep_never(), "never");
            items.add(Messages.FarmBuildStep_allow(), "allow");
            return items;
        }

        @POST
        public ListBoxModel doFillStrategyItems(@AncestorInPath Item item, @QueryParameter String strategy) {
            if (!FormAccess.hasConfigure(item)) {
                return CredentialChoices.only(strategy);
            }
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.FarmBuildStep_sticky(), "sticky");
            items.add(Messages.FarmBuildStep_leastLoaded(), "leastLoaded");
            items.add(Messages.FarmBuildStep_weighted(), "weighted");
            items.add(Messages.FarmBuildStep_firstMatch(), "firstMatch");
            return items;
        }
    }
}
