package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentState;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodesWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.pod.PodBuild;
import io.jenkins.plugins.imagefarm.engine.pod.PodEngine;
import io.jenkins.plugins.imagefarm.engine.pod.PodKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Has every platform built on some node: asks for nodes, builds what is granted at once, and asks again for what a failing node
 * had.
 *
 * <p>All that happens — answers, ends of parts, the wish to stop — is queued and judged one after the other by the thread that
 * {@link #run}s. It returns or throws only when no part runs any more.
 */
final class FarmBuild {
    private final BuildRequest request;
    private final Secrets secrets;
    private final BuildReporter reporter;
    private final BuildEngine nodes;
    private final PodEngine podEngine;
    private final FarmRules rules;
    private final Failover failover;
    private final FarmFailures failures;
    private final PartRequests partRequests;
    private final SlotTalk talk;

    /** Empty if no node is one that Jenkins makes pods for. */
    private final Optional<PodKey> podKey;

    private final BlockingQueue<Runnable> happened = new LinkedBlockingQueue<>();
    private final Map<Integer, PartBuild> running = new LinkedHashMap<>();
    private final Map<Integer, PodBuild> pods = new HashMap<>();
    private final List<PartBuild> done = new ArrayList<>();
    private final Set<Integer> known = new HashSet<>();
    private final Set<Integer> openRounds = new HashSet<>();
    private Dispatcher dispatcher;
    private int firstRound;
    private boolean stopping;
    private boolean cancelled;

    /**
     * @param talk goes on from where the last build of this process was
     * @param nodes builds on the one builder of a request that has an address
     */
    FarmBuild(
            BuildRequest request,
            Secrets secrets,
            BuildReporter reporter,
            List<NodeReport> reports,
            PartRequests partRequests,
            SlotTalk talk,
            BuildEngine nodes,
            PodEngine podEngine) {
        this.request = request;
        this.secrets = secrets;
        this.reporter = reporter;
        this.nodes = nodes;
        this.podEngine = podEngine;
        this.rules = request.farm().rules();
        this.failover = new Failover(rules.failover(), Planning.of(request, secrets, reports));
        this.failures = new FarmFailures(rules);
        this.partRequests = partRequests;
        this.talk = talk;
        this.podKey =
                request.farm().nodes().stream().anyMatch(node -> node.builder().inPods())
                        ? Optional.of(talk.podKey())
                        : Optional.empty();
    }

    /**
     * @param dispatcher its answers come to {@link #answer}
     * @return the parts in the order they ended; none after a dry run
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if a platform was not built
     * @throws CancelledException if it was cancelled
     */
    List<PartBuild> run(Dispatcher dispatcher, Cancellation cancellation) throws InterruptedException {
        this.dispatcher = dispatcher;
        try (var registration = cancellation.onCancel(() -> happened.add(this::cancel))) {
            firstRound = want(request.recipe().platforms());
            while (!running.isEmpty() || !openRounds.isEmpty()) {
                if (running.isEmpty()) {
                    reporter.waitsForBuilder();
                }
                happened.take().run();
            }
        } finally {
            running.values().forEach(PartBuild::cancel); // there are some only if this thread was interrupted
        }
        if (cancelled) {
            throw new CancelledException();
        }
        failures.throwIfAny();
        return List.copyOf(done);
    }

    /** Takes an answer of the dispatcher, on any thread. */
    void answer(BuildAnswer answer) {
        happened.add(() -> judge(answer));
    }

    /** @return the round */
    private int want(List<Platform> platforms) {
        int round = talk.nextRound();
        openRounds.add(round);
        Map<String, String> excluded = failover.excluded();
        String key = podKey.map(PodKey::publicKey).orElse("");
        reporter.events().add((seq, time) -> new NodesWanted(seq, time, round, platforms, excluded, key));
        dispatcher.want(round, platforms, excluded);
        return round;
    }

    private void judge(BuildAnswer answer) {
        if (answer instanceof Placement placement && placement.round() != 0 && placement.round() < firstRound) {
            return; // told again: it was for what this process built before
        }
        if (answer instanceof Placement.Granted granted) {
            granted(granted);
        } else if (answer instanceof Placement.Refused refused) {
            openRounds.remove(refused.round());
            failures.refused(refused.problem());
            if (rules.failFast() || refused.round() == 0) {
                stop("there is no node for the rest");
            }
        } else if (answer instanceof Placement.Planned planned) {
            openRounds.remove(planned.round());
            planned.assignments().forEach(reporter::planned);
        } else if (answer instanceof PodAnswer told && pods.containsKey(told.id())) {
            pods.get(told.id()).answer(told);
        }
    }

    private void granted(Placement.Granted granted) {
        if (!known.add(granted.id())) {
            return; // told twice
        }
        if (granted.pending().isEmpty()) {
            openRounds.remove(granted.round());
        }
        Assignment assignment = granted.assignment();
        boolean oneNode = rules.oneNode();
        PartBuild part = new PartBuild(
                granted.id(),
                assignment,
                partRequests.of(granted.id(), assignment),
                oneNode ? reporter : reporter.part(assignment.part()));
        if (stopping) {
            changed(part, AssignmentState.CANCELLED);
            dispatcher.ended(part.id());
            return;
        }
        if (failover.isExcluded(assignment.node())) { // it was granted before the node failed
            changed(part, AssignmentState.MOVED);
            dispatcher.ended(part.id());
            want(PartRequests.platformsOf(assignment));
            return;
        }
        reporter.planned(assignment);
        reporter.say(FarmWords.starts(assignment, granted.round() > firstRound, failover.excluded(), rules));
        running.put(part.id(), part);
        changed(part, AssignmentState.STARTED);
        RetryingEngine engine = new RetryingEngine(
                engine(part), e -> e instanceof OutsideFaultException || !failover.mayMove(assignment));
        part.start(engine, secrets, ended -> happened.add(() -> ended(ended)));
    }

    private BuildEngine engine(PartBuild part) {
        if (!part.isInPod()) {
            return nodes;
        }
        PodBuild pod = new PodBuild(part.id(), podKey.orElseThrow(), reporter.events(), podEngine);
        pods.put(part.id(), pod);
        return pod;
    }

    private void ended(PartBuild part) {
        running.remove(part.id());
        pods.remove(part.id());
        if (!rules.oneNode()) {
            part.reporter().end();
        }
        if (part.outcome() != null) {
            changed(part, AssignmentState.DONE);
            reporter.say(FarmWords.done(part));
            done.add(part);
        } else if (part.problem() == null || stopping) {
            changed(part, AssignmentState.CANCELLED);
        } else if (part.hasNodeFailed() && failover.mayMove(part.assignment())) {
            changed(part, AssignmentState.MOVED);
            reporter.moved(part.assignment(), part.problem().cause());
            reporter.say(FarmWords.lost(part));
            failover.exclude(part.assignment().node(), part.problem().cause());
            failures.moved(part);
            want(PartRequests.platformsOf(part.assignment()));
        } else {
            changed(part, AssignmentState.FAILED);
            failures.failed(part);
            if (rules.failFast()) {
                stop(part.part() + " failed");
            } else {
                reporter.say(FarmWords.failed(part));
            }
        }
        dispatcher.ended(part.id());
    }

    private void cancel() {
        cancelled = true;
        stop("the build was cancelled");
    }

    private void stop(String why) {
        if (!stopping) {
            stopping = true;
            openRounds.clear();
            for (PartBuild part : running.values()) {
                reporter.say(FarmWords.stopped(part, why));
                part.cancel();
            }
        }
    }

    private void changed(PartBuild part, AssignmentState state) {
        Map<String, Digest> digests = new LinkedHashMap<>();
        if (part.outcome() != null) {
            part.outcome().manifests().forEach((platform, digest) -> digests.put(platform.toString(), digest));
        }
        String error = part.problem() == null ? "" : part.problem().cause();
        reporter.events()
                .add((seq, time) -> new AssignmentChanged(
                        seq, time, part.id(), part.assignment(), state, digests, part.durationMs(), error));
    }
}
