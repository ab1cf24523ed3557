package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodesWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodUnreachable;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import io.jenkins.plugins.imagefarm.engine.pod.PodAuthority;
import io.jenkins.plugins.imagefarm.engine.pod.PodDaemon;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Jenkins' side of pods, played: reads the events, and answers as the test says. Slots are kept by somebody real, and what is answered
 * stays answered as in Jenkins' file: nothing is taken back.
 */
public final class PlayedPods implements Dispatchers, EventLog.Sink, AutoCloseable {
    public final List<PodWanted> wanted = new CopyOnWriteArrayList<>();
    public final List<PodCache> caches = new CopyOnWriteArrayList<>();
    public final List<PodUnreachable> unreachable = new CopyOnWriteArrayList<>();

    /** Whether the pods are of a pool. */
    public boolean pooled;

    private final Dispatchers slots = new LocalSlots();
    private final Keeper keeper;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Consumer<BuildAnswer> answers;

    /** The engine's. */
    public volatile String publicKey;

    /** What the test does for a build that wants a pod; for the first attempt as soon as the assignment is granted. */
    @FunctionalInterface
    public interface Keeper {
        void wanted(PodWanted pod, PlayedPods pods) throws Exception;
    }

    public PlayedPods(Keeper keeper) {
        this.keeper = keeper;
    }

    /** What Jenkins says of a node that it makes pods for, without asking anybody. */
    static NodeReport report(String node, List<Platform> platforms) {
        Set<Feature> features = EnumSet.complementOf(EnumSet.of(Feature.SEVERAL_PLATFORMS));
        return new NodeReport(
                node, new NodeInfo(BuilderType.KUBERNETES, "pods", platforms, List.of(), features, -1), null, 1, 1);
    }

    @Override
    public Dispatcher open(
            BuildRequest request, Secrets secrets, List<NodeReport> reports, Consumer<BuildAnswer> answers) {
        this.answers = answers;
        Set<String> pods = request.farm().nodes().stream()
                .map(FarmNode::builder)
                .filter(Builder::inPods)
                .map(Builder::name)
                .collect(Collectors.toSet());
        return slots.open(request, secrets, reports, answer -> {
            answers.accept(answer);
            if (answer instanceof Placement.Granted granted
                    && pods.contains(granted.assignment().node())) {
                thread.execute(() -> keep(new PodWanted(0, 0, granted.id(), 1, false)));
            }
        });
    }

    @Override
    public void accept(BuildEvent event) {
        if (event instanceof NodesWanted nodes) {
            publicKey = nodes.podKey();
        } else if (event instanceof PodWanted pod) {
            wanted.add(pod);
            if (pod.attempt() > 1) {
                thread.execute(() -> keep(pod));
            }
        } else if (event instanceof PodUnreachable pod) {
            unreachable.add(pod);
        } else if (event instanceof PodCache pod) {
            caches.add(pod);
        }
    }

    private void keep(PodWanted pod) {
        try {
            keeper.wanted(pod, this);
        } catch (Exception | AssertionError e) {
            failed(pod, Problem.user("the test's keeper of pods failed: " + e, ""));
        }
    }

    public PlayedPods waits(PodWanted pod, String reason) {
        return answer(new PodAnswer.Waits(pod.id(), pod.attempt(), reason));
    }

    public PlayedPods failed(PodWanted pod, Problem problem) {
        return answer(new PodAnswer.Failed(pod.id(), pod.attempt(), problem));
    }

    /** One behind a tunnel that nobody uses, and so with certificates that nobody reads. */
    public PlayedPods ready(PodWanted pod) {
        String uri = "tcp://127.0.0.1:" + pod.attempt();
        return answer(
                new PodAnswer.Ready(pod.id(), pod.attempt(), name(pod), uri, true, pooled, "authority", "certificate"));
    }

    public PlayedPods ready(PodWanted pod, PodDaemon daemon, boolean tunnel) throws Exception {
        return ready(pod, daemon.authority(), daemon.uri(), tunnel);
    }

    public PlayedPods ready(PodWanted pod, PodAuthority authority, String uri, boolean tunnel) throws Exception {
        return answer(new PodAnswer.Ready(
                pod.id(),
                pod.attempt(),
                authority.pod(),
                uri,
                tunnel,
                pooled,
                authority.certificate(),
                authority.client(publicKey)));
    }

    /** Of the pod that is made for that wish. */
    public static String name(PodWanted pod) {
        return "pod-" + pod.id() + "-" + pod.attempt();
    }

    public PlayedPods answer(PodAnswer answer) {
        answers.accept(answer);
        return this;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
