package io.jenkins.plugins.imagefarm.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.config.FarmConfiguration;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.RegisteredNode;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.plan.Waiting;
import io.jenkins.plugins.imagefarm.pods.PodKeeper;
import io.jenkins.plugins.imagefarm.pods.Pods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** All farms at one moment, as one viewer may see them. Made anew for every answer. */
public final class FarmView {
    private final Viewer viewer;
    private final ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
    private final FarmActivity activity = FarmActivity.get();
    private final FarmActivity.Moment moment = activity.now();
    private final Texts texts = new Texts(System.currentTimeMillis());
    private final Map<String, RegisteredNode> visible = new LinkedHashMap<>();

    FarmView(Viewer viewer) {
        this.viewer = viewer;
        Set<String> inFarms = configuration.getFarms().stream()
                .flatMap(farm -> farm.getNodes().stream())
                .collect(Collectors.toSet());
        Set<String> seen = configuration.getFarms().stream()
                .filter(viewer::sees)
                .flatMap(farm -> farm.getNodes().stream())
                .collect(Collectors.toSet());
        for (RegisteredNode node : configuration.getAllNodes()) {
            if (viewer.seesDetails() || !inFarms.contains(node.getName()) || seen.contains(node.getName())) {
                visible.put(node.getName(), node);
            }
        }
    }

    /**
     * @param name empty for the nodes of no farm
     * @param folders whose jobs it is for; empty for all jobs
     */
    public record FarmTable(
            String name, @CheckForNull String description, String folders, boolean isDefault, List<NodeRow> nodes) {}

    /** A build that waits. */
    public record WaitingRow(
            int position, BuildLink build, String platforms, String node, String reason, String since) {}

    public boolean isEmpty() {
        return visible.isEmpty();
    }

    /** Farms first, then what is in none of them. */
    public List<FarmTable> farms() {
        Map<String, NodeRow> rows = rows();
        List<FarmTable> farms = new ArrayList<>();
        for (FarmConfiguration farm : configuration.getFarms()) {
            if (viewer.sees(farm)) {
                farms.add(new FarmTable(
                        farm.getName(),
                        farm.getDescription(),
                        String.join(
                                ", ",
                                farm.getFolders().stream()
                                        .filter(viewer::mayRead)
                                        .toList()),
                        farm.getName().equals(configuration.getDefaultFarm()),
                        farm.getNodes().stream()
                                .filter(rows::containsKey)
                                .map(rows::get)
                                .toList()));
            }
        }
        Set<String> placed = farms.stream()
                .flatMap(farm -> farm.nodes().stream())
                .map(NodeRow::name)
                .collect(Collectors.toSet());
        List<NodeRow> others = rows.values().stream()
                .filter(row -> !placed.contains(row.name()))
                .toList();
        if (!others.isEmpty()) {
            farms.add(new FarmTable("", null, "", false, others));
        }
        return farms;
    }

    private Map<String, NodeRow> rows() {
        NodeRows rows = new NodeRows(viewer, activity, moment, texts);
        Map<String, NodeRow> made = new LinkedHashMap<>();
        visible.forEach((name, node) -> made.put(name, rows.of(node)));
        return made;
    }

    /** One node; null if there is none of that name for this viewer. */
    @CheckForNull
    NodeRow node(String name) {
        RegisteredNode node = visible.get(name);
        return node == null ? null : new NodeRows(viewer, activity, moment, texts).of(node);
    }

    /** The pods of all Kubernetes nodes that the viewer may see. */
    public List<PodRow> pods() {
        return Pods.keeper().map(PodKeeper::pods).orElse(List.of()).stream()
                .filter(pod -> visible.containsKey(pod.node()))
                .map(pod -> PodRow.of(pod, viewer, activity, texts))
                .toList();
    }

    /** Who waits for a slot of a node that the viewer may see. */
    public List<WaitingRow> waiting() {
        return moment.waiting().stream()
                .filter(waiting -> visible.containsKey(waiting.assignment().node()))
                .map(this::row)
                .toList();
    }

    private WaitingRow row(Waiting waiting) {
        BuildLink build = viewer.link(activity.run(waiting.build()));
        return new WaitingRow(
                waiting.position(),
                build,
                texts.platforms(waiting.assignment()),
                waiting.assignment().node(),
                // It may name nodes of other farms.
                viewer.seesDetails() || build.isVisible() ? waiting.reason() : "",
                texts.since(waiting.since()));
    }

    /** The slots in use of all nodes that the viewer may see. */
    public long inUse() {
        return moment.holds().stream()
                .map(Hold::assignment)
                .filter(assignment -> visible.containsKey(assignment.node()))
                .count();
    }

    public int slots() {
        return visible.values().stream().mapToInt(RegisteredNode::getMaxBuilds).sum();
    }
}
