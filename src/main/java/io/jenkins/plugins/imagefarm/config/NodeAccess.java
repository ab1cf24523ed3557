package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.model.Failure;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
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
 * @param nodes all that were asked for, in that order; an address of SSH names its user
 * @param keys by the node's name; a node that needs none has none
 * @param known what need not be asked: nodes that cannot be reached because of their credentials, since one wrong line in the
 *     configuration must not fail a build that has other nodes; and those that are made when a build wants them
 */
@Restricted(NoExternalUse.class)
public record NodeAccess(
        @NonNull List<FarmNode> nodes,
        @NonNull Map<String, BuilderKeys> keys,
        @NonNull List<NodeReport> known) {
    public NodeAccess {
        nodes = List.copyOf(nodes);
        keys = Map.copyOf(keys);
        known = List.copyOf(known);
    }

    /**
     * For a run, which is noted as a user of the credentials. It may take its time, so it is not for the thread of a Pipeline.
     */
    @NonNull
    public static NodeAccess of(@NonNull Run<?, ?> run, @NonNull Collection<? extends RegisteredNode> nodes) {
        return of(nodes, used -> CredentialsProvider.track(run, used));
    }

    /** For Jenkins itself, which asks nodes how they are. The caller has checked who wants to know. */
    @NonNull
    public static NodeAccess of(@NonNull Collection<? extends RegisteredNode> nodes) {
        return of(nodes, used -> {});
    }

    private static NodeAccess of(Collection<? extends RegisteredNode> nodes, Consumer<StandardCredentials> use) {
        List<FarmNode> reachable = new ArrayList<>();
        Map<String, BuilderKeys> keys = new HashMap<>();
        List<NodeReport> known = new ArrayList<>();
        for (RegisteredNode registered : nodes) {
            if (registered instanceof KubernetesNodeConfiguration made) {
                reachable.add(made.toFarmNode());
                known.add(report(made));
                continue;
            }
            NodeConfiguration node = (NodeConfiguration) registered;
            try {
                Reached reached = reach(node, use);
                reachable.add(reached.node());
                if (!reached.keys().equals(BuilderKeys.none())) {
                    keys.put(node.getName(), reached.keys());
                }
            } catch (Failure e) {
                Problem problem = Problem.user(e.getMessage(), "");
                reachable.add(node.toFarmNode());
                known.add(new NodeReport(node.getName(), null, problem, System.currentTimeMillis(), 0));
            }
        }
        return new NodeAccess(reachable, keys, known);
    }

    /** What is known of a node that is made when it is wanted. */
    @NonNull
    public static NodeReport report(@NonNull KubernetesNodeConfiguration node) {
        return ExtensionList.lookup(KubernetesClusters.class).stream()
                .findFirst()
                .map(clusters -> clusters.report(node))
                .orElseGet(() -> new NodeReport(
                        node.getName(),
                        null,
                        Problem.user(Messages.NodeAccess_noKubernetes(node.getName()), ""),
                        System.currentTimeMillis(),
                        0));
    }

    private static Reached reach(NodeConfiguration node, Consumer<StandardCredentials> use) {
        // It was checked when it was saved, but by hand a file may be changed in any way.
        node.check();
        BuilderAddress address = node.address();
        return switch (address.way()) {
            case SSH -> bySsh(node, address, use);
            case TCP -> new Reached(node.toFarmNode(), tls(node, address, use));
            case UNIX, FOUND -> new Reached(node.toFarmNode(), BuilderKeys.none());
        };
    }

    private static Reached bySsh(NodeConfiguration node, BuilderAddress address, Consumer<StandardCredentials> use) {
        SSHUserPrivateKey found = NodeCredentials.ssh(address).require(node);
        use.accept(found);
        String key = found.getPrivateKeys().stream()
                .findFirst()
                .orElseThrow(() -> new Failure(Messages.NodeAccess_noKey(found.getId(), node.getName())));
        String uri = address.uri();
        if (address.user() == null) {
            if (!BuilderAddress.isUser(found.getUsername())) {
                throw new Failure(Messages.NodeAccess_noUser(node.getName(), found.getId()));
            }
            uri = address.withUser(found.getUsername());
        }
        Secret passphrase = found.getPassphrase();
        return new Reached(
                node.toFarmNode(uri), BuilderKeys.ssh(key, passphrase == null ? null : passphrase.getPlainText()));
    }

    private static BuilderKeys tls(NodeConfiguration node, BuilderAddress address, Consumer<StandardCredentials> use) {
        if (node.getCredentialsId() == null) {
            return BuilderKeys.tls(node.getCaCertificate(), null, null);
        }
        DockerServerCredentials found = NodeCredentials.tls(address).require(node);
        use.accept(found);
        Secret key = found.getClientKeySecret();
        return BuilderKeys.tls(
                node.getCaCertificate() != null ? node.getCaCertificate() : found.getServerCaCertificate(),
                found.getClientCertificate(),
                key == null ? null : key.getPlainText());
    }

    private record Reached(FarmNode node, BuilderKeys keys) {}
}
