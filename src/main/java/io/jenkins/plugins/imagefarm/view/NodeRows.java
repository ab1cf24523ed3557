package io.jenkins.plugins.imagefarm.view;

import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeAccess;
import io.jenkins.plugins.imagefarm.config.RegisteredNode;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentState;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.plan.Waiting;
import io.jenkins.plugins.imagefarm.nodes.NodeHistory;
import io.jenkins.plugins.imagefarm.nodes.NodeInquiries;
import io.jenkins.plugins.imagefarm.nodes.NodeOffline;
import io.jenkins.plugins.imagefarm.nodes.NodeReports;
import io.jenkins.plugins.imagefarm.nodes.OfflineNotice;
import io.jenkins.plugins.imagefarm.nodes.PastBuild;
import io.jenkins.plugins.imagefarm.nodes.SeenNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the rows of nodes: gathers what is known, and leaves out what the viewer may not see. */
final class NodeRows {
    private final Viewer viewer;
    private final FarmActivity activity;
    private final Texts texts;
    private final Map<String, List<Hold>> holds;
    private final Map<String, Long> waiting;
    private final NodeReports reports = NodeReports.get();
    private final NodeOffline offline = NodeOffline.get();
    private final NodeHistory history = NodeHistory.get();
    private final NodeInquiries inquiries = NodeInquiries.get();

    NodeRows(Viewer viewer, FarmActivity activity, FarmActivity.Moment moment, Texts texts) {
        this.viewer = viewer;
        this.activity = activity;
        this.texts = texts;
        holds = moment.holds().stream()
                .collect(Collectors.groupingBy(hold -> hold.assignment().node()));
        waiting = moment.waiting().stream()
                .map(Waiting::assignment)
                .collect(Collectors.groupingBy(assignment -> assignment.node(), Collectors.counting()));
    }

    NodeRow of(RegisteredNode node) {
        String name = node.getName();
        Optional<SeenNode> seen = node instanceof KubernetesNodeConfiguration made
                ? Optional.of(SeenNode.first(NodeAccess.report(made), System.currentTimeMillis()))
                : reports.find(node.toFarmNode().builder());
        Optional<OfflineNotice> notice = offline.find(name);
        Optional<NodeInfo> info = seen.map(SeenNode::info);
        List<PastBuild> past = history.of(name);
        return new NodeRow(
                name,
                node.getLabels(),
                state(seen, notice),
                notice.map(OfflineNotice::reason).orElse(null),
                notice.map(this::note).orElse(null),
                seen.map(known -> texts.ago(known.at())).orElse(null),
                info.map(known -> Texts.type(known.type())).orElse(null),
                info.map(known -> names(known.nativePlatforms())).orElse(List.of()),
                info.map(known -> names(known.emulatedPlatforms())).orElse(List.of()),
                node instanceof KubernetesNodeConfiguration
                        ? ""
                        : String.join(", ", names(node.toFarmNode().platforms())),
                node.getMaxBuilds(),
                holds.getOrDefault(name, List.of()).stream().map(this::current).toList(),
                waiting.getOrDefault(name, 0L).intValue(),
                past.stream().map(this::past).toList(),
                viewer.seesDetails() ? details(node, seen, past) : null);
    }

    private static NodeState state(Optional<SeenNode> seen, Optional<OfflineNotice> notice) {
        if (notice.isPresent()) {
            return NodeState.OFFLINE;
        }
        return seen.map(known -> known.isReachable() ? NodeState.REACHABLE : NodeState.UNREACHABLE)
                .orElse(NodeState.UNKNOWN);
    }

    private String note(OfflineNotice notice) {
        String since = texts.since(notice.since());
        return viewer.seesDetails()
                ? Messages.NodeRows_offlineBy(notice.by(), since)
                : Messages.NodeRows_offlineSince(since);
    }

    private NodeRow.Current current(Hold hold) {
        return new NodeRow.Current(
                viewer.link(activity.run(hold.build())), texts.platforms(hold.assignment()), texts.since(hold.since()));
    }

    private NodeRow.Past past(PastBuild build) {
        BuildLink link = viewer.link(build.run());
        PastLook look = PastLook.of(build.state());
        return new NodeRow.Past(
                link,
                look.icon(),
                look.text(),
                build.platforms(),
                Texts.span(build.durationMs()),
                texts.ago(build.endedAt()),
                link.isVisible() ? build.error() : "");
    }

    private NodeRow.Details details(RegisteredNode node, Optional<SeenNode> seen, List<PastBuild> past) {
        Optional<LastError> error = LastError.of(seen, past);
        return new NodeRow.Details(
                node.getPlace().isEmpty() ? Messages.NodeRows_besideTheAgent() : node.getPlace(),
                seen.map(SeenNode::info).map(NodeInfo::version).orElse(null),
                seen.filter(known -> known.diskUsed() >= 0)
                        .map(known -> Messages.NodeRows_disk(texts.size(known.diskUsed()), texts.ago(known.diskAt())))
                        .orElse(null),
                error.map(LastError::text).orElse(null),
                error.map(last -> texts.ago(last.at())).orElse(null),
                inquiries
                        .pruning(node.getName())
                        .map(pruning -> PruningRow.of(pruning, texts))
                        .orElse(null));
    }

    private static List<String> names(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).toList();
    }

    /** The node's own: that a Dockerfile is wrong is not. */
    private record LastError(String text, long at) {
        static Optional<LastError> of(Optional<SeenNode> seen, List<PastBuild> past) {
            Optional<LastError> unreached = seen.flatMap(known -> Optional.ofNullable(known.problem())
                    .map(problem -> new LastError(problem.toString(), known.problemAt())));
            Optional<LastError> moved = past.stream()
                    .filter(build -> build.state().equals(AssignmentState.MOVED.name()))
                    .findFirst()
                    .map(build -> new LastError(build.error(), build.endedAt()));
            return unreached
                    .filter(last -> moved.isEmpty() || last.at() >= moved.get().at())
                    .or(() -> moved);
        }
    }

    private record PastLook(String icon, String text) {
        static PastLook of(String state) {
            if (state.equals(AssignmentState.DONE.name())) {
                return new PastLook("symbol-status-blue", Messages.NodeRows_done());
            }
            if (state.equals(AssignmentState.MOVED.name())) {
                return new PastLook("symbol-status-yellow", Messages.NodeRows_moved());
            }
            if (state.equals(AssignmentState.FAILED.name())) {
                return new PastLook("symbol-status-red", Messages.NodeRows_failed());
            }
            return new PastLook("symbol-status-aborted", Messages.NodeRows_cancelled());
        }
    }
}
