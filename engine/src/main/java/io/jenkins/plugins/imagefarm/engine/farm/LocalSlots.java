package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.plan.Answer;
import io.jenkins.plugins.imagefarm.engine.plan.Candidate;
import io.jenkins.plugins.imagefarm.engine.plan.PlanRequest;
import io.jenkins.plugins.imagefarm.engine.plan.SlotBook;
import io.jenkins.plugins.imagefarm.engine.plan.Wish;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Keeps the slots itself, for the builds of this process: nobody else is there who could. */
public final class LocalSlots implements Dispatchers {
    private final SlotBook book = new SlotBook(List.of());
    private final Map<String, Consumer<Placement>> builds = new HashMap<>();

    @Override
    public Dispatcher open(
            BuildRequest request, Secrets secrets, List<NodeReport> reports, Consumer<Placement> answers) {
        synchronized (this) {
            builds.put(request.id(), answers);
        }
        return new OfBuild(request, Feature.neededBy(request, secrets), candidates(request.farm(), reports));
    }

    private static List<Candidate> candidates(Farm farm, List<NodeReport> reports) {
        return farm.nodes().stream()
                .map(node -> new Candidate(node, reportOf(node, reports), null))
                .toList();
    }

    private static NodeReport reportOf(FarmNode node, List<NodeReport> reports) {
        return reports.stream()
                .filter(report -> report.node().equals(node.name()))
                .findFirst()
                .orElse(null);
    }

    private void dispatch() {
        for (Answer answer : book.dispatch(node -> null, System.currentTimeMillis())) {
            builds.getOrDefault(answer.build(), unused -> {}).accept(answer.placement());
        }
    }

    private final class OfBuild implements Dispatcher {
        private final BuildRequest request;
        private final Set<Feature> needs;
        private final List<Candidate> candidates;

        OfBuild(BuildRequest request, Set<Feature> needs, List<Candidate> candidates) {
            this.request = request;
            this.needs = needs;
            this.candidates = candidates;
        }

        @Override
        public void want(int round, List<Platform> platforms, Map<String, String> excluded) {
            String image = request.destination().tags().stream()
                    .findFirst()
                    .map(ImageReference::name)
                    .orElse(request.sharedKey());
            PlanRequest plan = new PlanRequest(platforms, needs, request.farm().rules(), image, Map.of(), excluded);
            synchronized (LocalSlots.this) {
                book.want(new Wish(request.id(), round, plan, candidates, System.currentTimeMillis()));
                dispatch();
            }
        }

        @Override
        public void ended(int id) {
            synchronized (LocalSlots.this) {
                book.ended(request.id(), id);
                dispatch();
            }
        }

        @Override
        public void close() {
            synchronized (LocalSlots.this) {
                builds.remove(request.id());
                book.leave(request.id());
                dispatch();
            }
        }
    }
}
