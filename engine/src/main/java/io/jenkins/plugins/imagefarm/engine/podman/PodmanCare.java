package io.jenkins.plugins.imagefarm.engine.podman;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.NodeCare;
import io.jenkins.plugins.imagefarm.engine.container.AbandonedContainers;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks after what a Podman node stores. Its build cache is its images without a name. An image's age is the time since it was made,
 * since Podman does not remember when one was used.
 */
public final class PodmanCare implements NodeCare {
    /** A pod that is older was left by an engine that was killed. */
    private static final int ABANDONED_HOURS = 48;

    @Override
    public long diskUsed(Builder builder, BuilderKeys keys, Cancellation cancellation) {
        try (Transport transport = Transport.to(builder, keys)) {
            return new PodmanNode(transport, cancellation).ask(StoredImages::of).size();
        }
    }

    @Override
    public Pruned prune(Builder builder, BuilderKeys keys, Inquiry.Prune what, Cancellation cancellation) {
        try (Transport transport = Transport.to(builder, keys)) {
            PodmanNode node = new PodmanNode(transport, cancellation);
            StoredImages before = node.ask(StoredImages::of);
            Problem problem = null;
            try {
                node.ask(PodmanCare::removeAbandoned);
                for (ObjectNode filters : filters(what, before)) {
                    node.ask(api -> api.prune(what.all(), filters));
                }
            } catch (ProblemException e) {
                problem = e.problem();
            }
            StoredImages removed = before.without(node.ask(StoredImages::of));
            return new Pruned(builder.name(), removed.names(), removed.size(), problem);
        }
    }

    private static Void removeAbandoned(LibpodApi api) throws IOException {
        for (String pod : api.pods(ProcessPod.LABEL, ABANDONED_HOURS)) {
            api.removePod(pod);
        }
        api.removeContainers(AbandonedContainers.ofBuilds());
        return null;
    }

    /** Of several labels an older Podman wants only one, so there each image that has all of them is named. */
    private static List<ObjectNode> filters(Inquiry.Prune what, StoredImages images) {
        if (what.labels().size() < 2) {
            ObjectNode filters = age(what);
            what.labels().forEach(filters.withArray("label")::add);
            return List.of(filters);
        }
        List<ObjectNode> each = new ArrayList<>();
        for (String id : images.withLabels(what.labels())) {
            ObjectNode filters = age(what);
            filters.putArray("id").add(id);
            each.add(filters);
        }
        return each;
    }

    private static ObjectNode age(Inquiry.Prune what) {
        ObjectNode filters = JsonNodeFactory.instance.objectNode();
        if (what.olderThanSeconds() > 0) {
            filters.putArray("until").add(what.olderThanSeconds() + "s");
        }
        return filters;
    }
}
