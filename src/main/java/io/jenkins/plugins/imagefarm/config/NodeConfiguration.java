package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Failure;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.BuilderAddress.Way;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A registered node: a builder that several builds share. Holds the id of its credentials, never a secret.
 *
 * <p>Constructor and setters refuse a value by itself; {@link #check} is for what only the whole shows, because forms and JCasC
 * set one value after the other.
 */
public non-sealed class NodeConfiguration implements RegisteredNode, Describable<NodeConfiguration> {
    static final int DEFAULT_WEIGHT = 100;

    private final String name;
    private final String uri;
    private String type = BuilderType.AUTO.toString();
    private String credentialsId;
    private String caCertificate;
    private String knownHosts;
    private int maxBuilds = 1;
    private int priority;
    private int weight = DEFAULT_WEIGHT;
    private List<String> labels = new ArrayList<>();
    private List<String> platforms = new ArrayList<>();

    @DataBoundConstructor
    public NodeConfiguration(String name, String uri) {
        this.name = Util.fixNull(name).strip();
        this.uri = BuilderAddress.ofNode(uri).uri();
        if (this.name.isEmpty()) {
            throw new Failure(Messages.NodeConfiguration_name());
        }
        toFarmNode();
    }

    @NonNull
    @Override
    public String getName() {
        return name;
    }

    /** Empty for the builder that is found beside the agent. */
    @NonNull
    public String getUri() {
        return uri;
    }

    @NonNull
    @Override
    public String getPlace() {
        return uri;
    }

    /** As in JCasC: {@code auto}, {@code buildkit}, {@code docker} or {@code podman}. */
    @NonNull
    public String getType() {
        return type;
    }

    @DataBoundSetter
    public void setType(@CheckForNull String type) {
        this.type = FormCheck.failing(
                        () -> Util.fixEmptyAndTrim(type) == null ? BuilderType.AUTO : BuilderType.of(type))
                .toString();
    }

    /** Of an SSH key or a TLS certificate, as the address needs it. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Instead of that in the credentials. */
    @CheckForNull
    public String getCaCertificate() {
        return caCertificate;
    }

    @DataBoundSetter
    public void setCaCertificate(@CheckForNull String caCertificate) {
        this.caCertificate = CaCertificate.parse(caCertificate);
    }

    @CheckForNull
    public String getKnownHosts() {
        return knownHosts;
    }

    @DataBoundSetter
    public void setKnownHosts(@CheckForNull String knownHosts) {
        this.knownHosts = KnownHosts.parse(knownHosts);
    }

    @Override
    public int getMaxBuilds() {
        return maxBuilds;
    }

    @DataBoundSetter
    public void setMaxBuilds(int maxBuilds) {
        this.maxBuilds = maxBuilds;
        toFarmNode();
    }

    public int getPriority() {
        return priority;
    }

    @DataBoundSetter
    public void setPriority(int priority) {
        this.priority = priority;
        toFarmNode();
    }

    public int getWeight() {
        return weight;
    }

    @DataBoundSetter
    public void setWeight(int weight) {
        this.weight = weight;
        toFarmNode();
    }

    @NonNull
    @Override
    public List<String> getLabels() {
        return List.copyOf(labels);
    }

    @DataBoundSetter
    public void setLabels(@CheckForNull List<String> labels) {
        this.labels = new ArrayList<>(Words.of(labels));
        toFarmNode();
    }

    /** Empty for all that it can build. */
    @NonNull
    public List<String> getPlatforms() {
        return List.copyOf(platforms);
    }

    @DataBoundSetter
    public void setPlatforms(@CheckForNull List<String> platforms) {
        this.platforms = new ArrayList<>(Words.of(platforms));
        toFarmNode();
    }

    /** As the engine knows it, with the address as it stands here: {@link NodeAccess} may know the user to it. */
    @NonNull
    @Override
    public final FarmNode toFarmNode() {
        return toFarmNode(uri);
    }

    final FarmNode toFarmNode(String address) {
        return FormCheck.failing(() -> new FarmNode(
                new Builder(name, address, BuilderType.of(type), knownHosts),
                maxBuilds,
                priority,
                weight,
                labels,
                platforms.stream().map(Platform::valueOf).toList()));
    }

    BuilderAddress address() {
        return BuilderAddress.ofNode(uri);
    }

    @Override
    public void check() {
        checkCredentials();
        checkKnownHosts();
    }

    private void checkCredentials() {
        BuilderAddress address = address();
        if (credentialsId == null && address.way() == Way.SSH) {
            throw new Failure(Messages.NodeConfiguration_noSshKey(name));
        }
        if (credentialsId == null && caCertificate == null && address.way() == Way.TCP && !address.isLoopback()) {
            throw new Failure(Messages.NodeConfiguration_noTls(name));
        }
    }

    private void checkKnownHosts() {
        if (knownHosts == null && address().way() == Way.SSH) {
            throw new Failure(Messages.NodeConfiguration_noKnownHosts(name));
        }
    }

    @Extension
    @Symbol("farmNode")
    @Restricted(NoExternalUse.class)
    public static class DescriptorImpl extends RegisteredNodeDescriptor<NodeConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.NodeConfiguration_displayName();
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> new NodeConfiguration(value, ""));
        }

        @POST
        public FormValidation doCheckUri(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> BuilderAddress.ofNode(value));
        }

        @POST
        public ListBoxModel doFillTypeItems() {
            FormAccess.checkAdminister();
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.NodeConfiguration_auto(), BuilderType.AUTO.toString());
            items.add("BuildKit", BuilderType.BUILDKIT.toString());
            items.add("Docker", BuilderType.DOCKER.toString());
            items.add("Podman", BuilderType.PODMAN.toString());
            return items;
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String uri, @QueryParameter String credentialsId) {
            if (!FormAccess.hasListCredentials(null)) {
                return CredentialChoices.only(credentialsId);
            }
            return NodeCredentials.items(uri, credentialsId);
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @QueryParameter String uri, @QueryParameter String caCertificate, @QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> {
                NodeConfiguration node = typed(uri);
                node.setCredentialsId(value);
                node.caCertificate = Util.fixEmptyAndTrim(caCertificate);
                node.checkCredentials();
                NodeCredentials.check(node);
            });
        }

        @POST
        public FormValidation doCheckKnownHosts(@QueryParameter String uri, @QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> {
                NodeConfiguration node = typed(uri);
                node.setKnownHosts(value);
                node.checkKnownHosts();
            });
        }

        @POST
        public FormValidation doCheckCaCertificate(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> CaCertificate.parse(value));
        }

        @POST
        public FormValidation doCheckLabels(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> new NodeConfiguration(SOME, "").setLabels(List.of(value)));
        }

        @POST
        public FormValidation doCheckPlatforms(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> new NodeConfiguration(SOME, "").setPlatforms(List.of(value)));
        }

        /**
         * Asks the node, from the controller. For administrators only, because it logs in with a key at a host of the user's
         * choice.
         */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String name,
                @QueryParameter String uri,
                @QueryParameter String type,
                @QueryParameter String credentialsId,
                @QueryParameter String knownHosts,
                @QueryParameter String caCertificate) {
            FormAccess.checkAdminister();
            try {
                NodeConfiguration node = new NodeConfiguration(name, uri);
                node.setType(type);
                node.setCredentialsId(credentialsId);
                node.setKnownHosts(knownHosts);
                node.setCaCertificate(caCertificate);
                return FormValidation.ok(new NodeProbe(node).check());
            } catch (Failure | ProblemException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        /** While the address is not one, its own field says so. */
        private static NodeConfiguration typed(String uri) {
            try {
                return new NodeConfiguration(SOME, uri);
            } catch (Failure e) {
                return new NodeConfiguration(SOME, "");
            }
        }
    }
}
