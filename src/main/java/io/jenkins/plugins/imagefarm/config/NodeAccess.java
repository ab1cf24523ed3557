package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What is needed to reach nodes. Made as late as possible, and never kept: it holds secrets.
 *
 * <p>A node's credentials are Jenkins' own, like those of its agents: looked up in Jenkins itself and with its rights, so that
 * they may be of the scope <i>System</i>, which no job can read. Who may use a node is decided by {@link FarmChoice}.
 *
 * @param nodes all that were asked for, in that order; an address of SSH names its user
 * @param keys by the node's name; a node that needs none has none
 * @param unusable nodes that cannot be reached because of their credentials, as if they had been asked. One wrong line in
 *     the configuration must not fail a build that has other nodes
 */
@Restricted(NoExternalUse.class)
public record NodeAccess(
        @NonNull List<FarmNode> nodes,
        @NonNull Map<String, BuilderKeys> keys,
        @NonNull List<NodeReport> unusable) {
    public NodeAccess {
        nodes = List.copyOf(nodes);
        keys = Map.copyOf(keys);
        unusable = List.copyOf(unusable);
    }

    /**
     * For a run, which is noted as a user of the credentials. It may take its time, so it is not for the thread of a Pipeline.
     */
    @NonNull
    public static NodeAccess of(@NonNull Run<?, ?> run, @NonNull Collection<NodeConfiguration> nodes) {
        return of(nodes, used -> CredentialsProvider.track(run, used));
    }

    /** For Jenkins itself, which asks nodes how they are. The caller has checked who wants to know. */
    @NonNull
    public static NodeAccess of(@NonNull Collection<NodeConfiguration> nodes) {
        return of(nodes, used -> {});
    }

    private static NodeAccess of(Collection<NodeConfiguration> nodes, Consumer<StandardCredentials> use) {
        List<FarmNode> reachable = new ArrayList<>();
        Map<String, BuilderKeys> keys = new HashMap<>();
        List<NodeReport> unusable = new ArrayList<>();
        for (NodeConfiguration node : nodes) {
            try {
                Reached reached = reach(node, use);
                reachable.add(reached.node());
                if (!reached.keys().equals(BuilderKeys.none())) {
                    keys.put(node.getName(), reached.keys());
                }
            } catch (ProblemException e) {
                reachable.add(node.toFarmNode());
                unusable.add(new NodeReport(node.getName(), null, e.problem(), System.currentTimeMillis(), 0));
            }
        }
        return new NodeAccess(reachable, keys, unusable);
    }

    private static Reached reach(NodeConfiguration node, Consumer<StandardCredentials> use) {
        BuilderAddress address = node.address();
        return switch (address.way()) {
            case SSH -> bySsh(node, address, use);
            case TCP -> new Reached(node.toFarmNode(), tls(node, use));
            case UNIX, FOUND -> new Reached(node.toFarmNode(), BuilderKeys.none());
        };
    }

    private static Reached bySsh(NodeConfiguration node, BuilderAddress address, Consumer<StandardCredentials> use) {
        SSHUserPrivateKey found = find(node, SSHUserPrivateKey.class, Messages.NodeAccess_sshKey());
        use.accept(found);
        String key = found.getPrivateKeys().stream()
                .findFirst()
                .orElseThrow(() -> problem(Messages.NodeAccess_noKey(found.getId(), node.getName())));
        String uri = address.uri();
        if (address.user() == null) {
            if (!BuilderAddress.isUser(found.getUsername())) {
                throw problem(Messages.NodeAccess_noUser(node.getName(), found.getId()));
            }
            uri = address.withUser(found.getUsername());
        }
        Secret passphrase = found.getPassphrase();
        return new Reached(
                node.toFarmNode(uri), BuilderKeys.ssh(key, passphrase == null ? null : passphrase.getPlainText()));
    }

    private static BuilderKeys tls(NodeConfiguration node, Consumer<StandardCredentials> use) {
        if (node.getCredentialsId() == null) {
            return BuilderKeys.tls(node.getCaCertificate(), null, null);
        }
        DockerServerCredentials found = find(node, DockerServerCredentials.class, Messages.NodeAccess_tlsCertificate());
        use.accept(found);
        Secret key = found.getClientKeySecret();
        return BuilderKeys.tls(
                node.getCaCertificate() != null ? node.getCaCertificate() : found.getServerCaCertificate(),
                found.getClientCertificate(),
                key == null ? null : key.getPlainText());
    }

    /** @throws ProblemException if there are none, saying why as far as it can be told */
    private static <C extends StandardCredentials> C find(NodeConfiguration node, Class<C> type, String kind) {
        String id = node.getCredentialsId();
        if (id == null) {
            throw problem(Messages.NodeAccess_none(node.getName(), kind));
        }
        C found = find(id, type, requirements(node.getUri()));
        if (found != null) {
            return found;
        }
        StandardCredentials other = find(id, StandardCredentials.class, List.of());
        throw problem(
                other == null
                        ? Messages.NodeAccess_missing(id, node.getName())
                        : type.isInstance(other)
                                ? Messages.NodeAccess_domain(id, node.getName())
                                : Messages.NodeAccess_kind(
                                        id,
                                        node.getName(),
                                        other.getDescriptor().getDisplayName(),
                                        kind));
    }

    private static <C extends StandardCredentials> C find(
            String id, Class<C> type, List<DomainRequirement> requirements) {
        return CredentialsProvider.findCredentialByIdInItemGroup(
                id, type, Controller.root(), ACL.SYSTEM2, requirements);
    }

    /** What the credentials' domain must allow, so that a key is never shown to a host it is not meant for. */
    static List<DomainRequirement> requirements(String uri) {
        return URIRequirementBuilder.fromUri(uri).build();
    }

    private static ProblemException problem(String cause) {
        return new ProblemException(Problem.user(cause, ""));
    }

    private record Reached(FarmNode node, BuilderKeys keys) {}
}
