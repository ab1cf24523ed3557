package io.jenkins.plugins.imagefarm.queue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodeAnswered;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodesWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodUnreachable;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.plan.Candidate;
import io.jenkins.plugins.imagefarm.engine.plan.PlanRequest;
import io.jenkins.plugins.imagefarm.engine.plan.Wish;
import io.jenkins.plugins.imagefarm.launch.FarmDesk;
import io.jenkins.plugins.imagefarm.nodes.NodeReports;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import io.jenkins.plugins.imagefarm.pods.PodOrder;
import io.jenkins.plugins.imagefarm.pods.Pods;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The {@link FarmDesk} of one build, in front of the {@link Slots} of all. */
public final class BuildDesk implements FarmDesk {
    private final String build;
    private final String machine;
    private final boolean secrets;
    private final Function<String, PodOptions> podOptions;
    private final Slots slots;
    private final Map<String, NodeReport> reports = new ConcurrentHashMap<>();
    private volatile BuildRequest request;

    /** The engine's, for the certificates of pods; empty until it has told it. */
    private volatile String podKey = "";

    /** Whether the engine was started in this session, so that what nodes said is new. */
    private volatile boolean begun;

    /**
     * @param machine the agent on which the build's engine runs; empty for the controller
     * @param secrets whether the build needs any, which its request does not tell
     * @param podOptions what the build wants of pods of the node of that name; throws a {@link
     *     io.jenkins.plugins.imagefarm.engine.api.ProblemException} if it may not use that node, whatever its agent says
     */
    public BuildDesk(
            @NonNull BuildName build,
            @NonNull String machine,
            boolean secrets,
            @NonNull Function<String, PodOptions> podOptions,
            @NonNull Slots slots) {
        this.build = build.toString();
        this.machine = machine;
        this.secrets = secrets;
        this.podOptions = podOptions;
        this.slots = slots;
    }

    @Override
    public void begin(@NonNull BuildRequest given) {
        begun = true;
        slots.leave(build);
        take(given);
        if (given.farm() != null && wantsPodsFirst(given.farm())) {
            slots.want(wish(new NodesWanted(0, 0, 1, given.recipe().platforms(), Map.of(), "")), this::order);
        }
    }

    /**
     * A pod takes longer than an engine until it is there. So the first round is wanted before the engine can say so, where what it
     * would learn from the nodes is known.
     */
    private boolean wantsPodsFirst(Farm farm) {
        return !farm.rules().dryRun()
                && farm.nodes().stream().anyMatch(node -> node.builder().inPods())
                && farm.nodes().stream().allMatch(node -> reports.containsKey(node.name()));
    }

    /** The build is over: whatever it holds is free. */
    public void end() {
        slots.leave(build);
    }

    @Override
    public void take(@NonNull BuildRequest taken) {
        request = taken;
        if (taken.farm() != null) {
            taken.farm().known().forEach(report -> reports.put(report.node(), report));
        }
    }

    @Override
    public void tell(@NonNull BuildEvent event) {
        if (event instanceof NodeAnswered answered) {
            answered(answered.report());
        } else if (event instanceof NodesWanted wanted) {
            podKey = wanted.podKey();
            slots.want(wish(wanted), this::order);
        } else if (event instanceof AssignmentChanged changed) {
            slots.changed(build, image(), changed);
        } else if (event instanceof PodWanted wanted) {
            slots.wantPod(build, wanted);
        } else if (event instanceof PodUnreachable lost) {
            slots.unreachable(build, lost);
        } else if (event instanceof PodCache cache) {
            Pods.keeper().ifPresent(keeper -> keeper.cached(build, cache.id(), cache.attempt(), cache.bytes()));
        }
    }

    private void answered(NodeReport report) {
        reports.put(report.node(), report);
        if (begun) {
            request.farm().nodes().stream()
                    .filter(node -> node.name().equals(report.node()))
                    .forEach(node -> NodeReports.get().answered(machine, node.builder(), report));
        }
    }

    private Optional<PodOrder> order(PodWanted wanted, Assignment granted, @CheckForNull PodAnswer.Ready answered) {
        if (request.farm().nodes().stream()
                .noneMatch(node ->
                        node.name().equals(granted.node()) && node.builder().inPods())) {
            return Optional.empty();
        }
        Platform platform = granted.platforms().get(0).platform();
        return Optional.of(new PodOrder(
                build,
                wanted.id(),
                wanted.attempt(),
                wanted.keep(),
                granted.node(),
                platform,
                image() + "\n" + platform,
                machine,
                podKey,
                podOptions.apply(granted.node()),
                answered,
                answer -> slots.answer(build, answer)));
    }

    private Wish wish(NodesWanted wanted) {
        PlanRequest asked = new PlanRequest(
                wanted.platforms(),
                Feature.neededBy(request, secrets),
                request.farm().rules(),
                image(),
                Map.of(),
                wanted.excluded());
        List<Candidate> candidates = request.farm().nodes().stream()
                .map(node -> new Candidate(node, reports.get(node.name()), null))
                .toList();
        return new Wish(build, wanted.round(), asked, candidates, System.currentTimeMillis());
    }

    /** The repository, since tags change from build to build; without one the context. */
    private String image() {
        return request.destination().repositories().stream()
                .findFirst()
                .map(ImageRepository::toString)
                .orElse(request.sharedKey());
    }

    @NonNull
    @Override
    public List<BuildAnswer> answers() {
        return slots.state().answers().getOrDefault(build, List.of());
    }

    @NonNull
    @Override
    public String waiting() {
        return slots.state().reasons().getOrDefault(build, "");
    }
}
