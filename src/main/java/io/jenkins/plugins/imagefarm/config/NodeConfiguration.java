package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Failure;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A registered node: a builder that several builds share. Holds the id of its credentials, never a secret.
 *
 * <p>Constructor and setters refuse a value by itself; {@link #check} is for what only the whole shows, because forms and JCasC
 * set one value after the other.
 */
public class NodeConfiguration implements Describable<NodeConfiguration> {
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
    public String getName() {
        return name;
    }

    /** Empty for the builder that is found beside the agent. */
    @NonNull
    public String getUri() {
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
    public FarmNode toFarmNode() {
        return toFarmNode(uri);
    }

    FarmNode toFarmNode(String address) {
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

    /** @throws Failure if something is missing without which nobody could reach it safely */
    void check() {
        BuilderAddress address = address();
        switch (address.way()) {
            case SSH -> {
                if (credentialsId == null) {
                    throw new Failure(Messages.NodeConfiguration_noSshKey(name));
                }
                if (knownHosts == null) {
                    throw new Failure(Messages.NodeConfiguration_noKnownHosts(name));
                }
            }
            case TCP -> {
                if (credentialsId == null && caCertificate == null && !address.isLoopback()) {
                    throw new Failure(Messages.NodeConfiguration_noTls(name));
                }
            }
            case UNIX, FOUND -> {
                // Nobody but the agent's users can listen there.
            }
        }
    }

    @Extension
    @Symbol("farmNode")
    @Restricted(NoExternalUse.class)
    public static class DescriptorImpl extends Descriptor<NodeConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.NodeConfiguration_displayName();
        }
    }
}
