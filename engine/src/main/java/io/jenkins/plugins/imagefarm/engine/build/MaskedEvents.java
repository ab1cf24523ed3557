package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.FailureLocated;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodeAnswered;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodesWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodUnreachable;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StateChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** Hands events on with the secrets in their texts masked. */
record MaskedEvents(EventLog.Sink sink, SecretMask secrets) implements EventLog.Sink {
    @Override
    public void accept(BuildEvent event) {
        sink.accept(masked(event));
    }

    private BuildEvent masked(BuildEvent event) {
        if (event instanceof StateChanged e) {
            return new StateChanged(e.seq(), e.time(), e.state(), secrets.mask(e.reason()));
        }
        if (event instanceof StepChanged e) {
            return new StepChanged(
                    e.seq(),
                    e.time(),
                    e.part(),
                    e.number(),
                    secrets.mask(e.name()),
                    e.state(),
                    e.durationMs(),
                    secrets.mask(e.error()));
        }
        if (event instanceof StepOutput e) {
            return new StepOutput(e.seq(), e.time(), e.part(), e.number(), e.stderr(), secrets.mask(e.text()));
        }
        if (event instanceof Warned e) {
            return new Warned(
                    e.seq(),
                    e.time(),
                    secrets.mask(e.message()),
                    e.detail().stream().map(secrets::mask).toList(),
                    e.url(),
                    e.file(),
                    e.line(),
                    e.place() == null ? null : e.place().with(secrets::mask));
        }
        if (event instanceof FailureLocated e) {
            return new FailureLocated(
                    e.seq(),
                    e.time(),
                    e.part(),
                    e.places().stream().map(place -> place.with(secrets::mask)).toList());
        }
        if (event instanceof NodeAnswered e) {
            NodeReport report = e.report();
            return new NodeAnswered(
                    e.seq(),
                    e.time(),
                    new NodeReport(
                            report.node(), report.info(), masked(report.problem()), report.at(), report.tookMs()));
        }
        if (event instanceof NodesWanted e) {
            Map<String, String> excluded = new LinkedHashMap<>();
            e.excluded().forEach((node, why) -> excluded.put(node, secrets.mask(why)));
            return new NodesWanted(e.seq(), e.time(), e.round(), e.platforms(), excluded, e.podKey());
        }
        if (event instanceof AssignmentChanged e) {
            return new AssignmentChanged(
                    e.seq(),
                    e.time(),
                    e.id(),
                    e.assignment(),
                    e.state(),
                    e.digests(),
                    e.durationMs(),
                    secrets.mask(e.error()));
        }
        if (event instanceof PodWanted || event instanceof PodCache) {
            return event; // numbers only
        }
        if (event instanceof PodUnreachable e) {
            return new PodUnreachable(e.seq(), e.time(), e.id(), e.attempt(), secrets.mask(e.reason()));
        }
        throw new IllegalArgumentException("an event of an unknown kind: " + event.getClass());
    }

    private Problem masked(Problem problem) {
        return problem == null
                ? null
                : new Problem(problem.fault(), secrets.mask(problem.cause()), secrets.mask(problem.advice()));
    }
}
