package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Failure;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.Controller;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;

/**
 * The credentials of nodes: Jenkins' own, like those of its agents, looked up in Jenkins itself and with its rights. They may
 * be of the scope <i>System</i>, which no job can read. Who may use a node is decided by {@link FarmChoice}.
 *
 * @param type which kind the node's address needs
 * @param requirements what the credentials' domain must allow, so that a key is never shown to a host it is not meant for
 * @param kind what people call that kind
 */
record NodeCredentials<C extends StandardCredentials>(
        Class<C> type, List<DomainRequirement> requirements, String kind) {
    static NodeCredentials<SSHUserPrivateKey> ssh(BuilderAddress address) {
        return new NodeCredentials<>(SSHUserPrivateKey.class, requirements(address), Messages.NodeCredentials_sshKey());
    }

    static NodeCredentials<DockerServerCredentials> tls(BuilderAddress address) {
        return new NodeCredentials<>(
                DockerServerCredentials.class, requirements(address), Messages.NodeCredentials_tlsCertificate());
    }

    /** Those that the address needs; empty if it needs none. */
    private static Optional<NodeCredentials<?>> of(BuilderAddress address) {
        return switch (address.way()) {
            case SSH -> Optional.of(ssh(address));
            case TCP -> Optional.of(tls(address));
            case UNIX, FOUND -> Optional.empty();
        };
    }

    private static List<DomainRequirement> requirements(BuilderAddress address) {
        return URIRequirementBuilder.fromUri(address.uri()).build();
    }

    /**
     * What a form offers for that address. Reads names only, never a secret.
     *
     * @param uri as it is being typed
     * @param current stays selectable, even if it is not there any more
     */
    static ListBoxModel items(@CheckForNull String uri, @CheckForNull String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        items.includeEmptyValue();
        try {
            of(BuilderAddress.ofNode(uri)).ifPresent(credentials -> credentials.include(items));
        } catch (Failure e) {
            // No address yet, so there is nothing that its credentials would be for.
        }
        return items.includeCurrentValue(Util.fixNull(current));
    }

    private void include(StandardListBoxModel items) {
        items.includeMatchingAs(ACL.SYSTEM2, Controller.root(), type, requirements, CredentialsMatchers.always());
    }

    /** @throws Failure if the node has credentials that are of no use for it */
    static void check(NodeConfiguration node) {
        if (node.getCredentialsId() != null) {
            of(node.address()).ifPresent(credentials -> credentials.require(node));
        }
    }

    /**
     * The credentials of a node that names some.
     *
     * @throws Failure if there are none, saying why as far as it can be told
     */
    C require(NodeConfiguration node) {
        String id = Objects.requireNonNull(node.getCredentialsId(), "credentialsId");
        C found = find(id, type, requirements);
        if (found != null) {
            return found;
        }
        StandardCredentials other = find(id, StandardCredentials.class, List.of());
        if (other == null) {
            throw new Failure(Messages.NodeCredentials_missing(id, node.getName()));
        }
        throw new Failure(
                type.isInstance(other)
                        ? Messages.NodeCredentials_domain(id, node.getName())
                        : Messages.NodeCredentials_kind(
                                id, node.getName(), other.getDescriptor().getDisplayName(), kind));
    }

    private static <T extends StandardCredentials> T find(
            String id, Class<T> type, List<DomainRequirement> requirements) {
        return CredentialsProvider.findCredentialByIdInItemGroup(
                id, type, Controller.root(), ACL.SYSTEM2, requirements);
    }
}
