package io.jenkins.plugins.imagefarm.nodes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Computer;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeAccess;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.launch.EngineCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Asks registered nodes from the controller, in the background, for people who look at them. However many do, the same question is
 * asked once at a time. What came of it is kept until Jenkins ends; whoever calls has checked that it may.
 */
@Extension
public final class NodeInquiries {
    private static final Logger LOGGER = Logger.getLogger(NodeInquiries.class.getName());

    private final Map<String, Pruning> prunings = new ConcurrentHashMap<>();

    private boolean refreshing;
    private long refreshedAt;

    @CheckForNull
    private Problem problem;

    @NonNull
    public static NodeInquiries get() {
        return ExtensionList.lookupSingleton(NodeInquiries.class);
    }

    /**
     * What somebody had removed from a node.
     *
     * @param by the user's id
     * @param startedAt milliseconds since 1970
     * @param result null while it goes on
     */
    public record Pruning(
            @NonNull String by,
            long startedAt,
            @CheckForNull Pruned result) {
        public boolean isOver() {
            return result != null;
        }
    }

    /** Has all nodes asked how they are, unless that is being done. */
    public synchronized void refresh(boolean disk) {
        List<NodeConfiguration> nodes = ImageFarmConfiguration.get().getNodes();
        if (!refreshing && !nodes.isEmpty()) {
            refreshing = true;
            refreshedAt = System.currentTimeMillis();
            Computer.threadPoolForRemoting.execute(() -> {
                Problem trouble = null;
                try {
                    ask(nodes, disk, null);
                } catch (ProblemException e) {
                    trouble = e.problem();
                } finally {
                    refreshed(trouble);
                }
            });
        }
    }

    /** The same, unless it was done that short a time ago. */
    public void refreshAfter(@NonNull Duration age) {
        synchronized (this) {
            if (System.currentTimeMillis() - refreshedAt < age.toMillis()) {
                return;
            }
        }
        refresh(false);
    }

    private synchronized void refreshed(@CheckForNull Problem trouble) {
        refreshing = false;
        problem = trouble;
    }

    public synchronized boolean isRefreshing() {
        return refreshing;
    }

    /** Why nodes could not be asked at all the last time; empty if they could. */
    @NonNull
    public synchronized Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Has something removed from a node, unless that is being done there.
     *
     * @param by the user's id
     * @param then told when something was removed
     */
    public void prune(
            @NonNull NodeConfiguration node,
            @NonNull Inquiry.Prune what,
            @NonNull String by,
            @NonNull Consumer<String> then) {
        String name = node.getName();
        long now = System.currentTimeMillis();
        Pruning mine = new Pruning(by, now, null);
        if (prunings.merge(name, mine, (before, next) -> before.isOver() ? next : before) == mine) {
            Computer.threadPoolForRemoting.execute(() -> {
                prunings.put(name, new Pruning(by, now, prune(node, what)));
                then.accept(name);
            });
        }
    }

    /** The last one of that node; empty if there was none. */
    @NonNull
    public Optional<Pruning> pruning(@NonNull String node) {
        return Optional.ofNullable(prunings.get(node));
    }

    private static Pruned prune(NodeConfiguration node, Inquiry.Prune what) {
        try {
            InquiryAnswer answer = ask(List.of(node), true, what);
            return answer.pruned().stream().findFirst().orElseGet(() -> nothing(node, dead(answer)));
        } catch (ProblemException e) {
            return nothing(node, e.problem());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Pruning " + node.getName() + " failed");
            return nothing(node, Problem.service(e.toString(), ""));
        }
    }

    private static Pruned nothing(NodeConfiguration node, Problem problem) {
        return new Pruned(node.getName(), List.of(), 0, problem);
    }

    private static Problem dead(InquiryAnswer answer) {
        return answer.reports().stream()
                .filter(report -> !report.hasAnswered())
                .map(NodeReport::problem)
                .findFirst()
                .orElseGet(() -> Problem.service("The node said nothing of what it removed", ""));
    }

    private static InquiryAnswer ask(List<NodeConfiguration> nodes, boolean disk, @CheckForNull Inquiry.Prune prune) {
        NodeAccess access = NodeAccess.of(nodes);
        NodeReports reports = NodeReports.get();
        for (NodeReport unusable : access.known()) {
            access.nodes().stream()
                    .filter(node -> node.name().equals(unusable.node()))
                    .forEach(node -> reports.answered("", node.builder(), unusable));
        }
        List<FarmNode> usable = access.nodes().stream()
                .filter(node -> access.known().stream()
                        .noneMatch(report -> report.node().equals(node.name())))
                .toList();
        if (usable.isEmpty()) {
            return new InquiryAnswer(access.known(), List.of());
        }
        Secrets secrets = new Secrets(Map.of(), Map.of(), access.keys());
        try {
            return reports.ask(
                    EngineCall.onController(), new Inquiry(usable, secrets, FarmRules.NODE_TIMEOUT_MS, disk, prune));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.service("The nodes were not asked: Jenkins goes down", ""), e);
        }
    }
}
