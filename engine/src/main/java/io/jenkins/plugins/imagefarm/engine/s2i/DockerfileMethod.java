package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import java.util.List;
import java.util.Map;

/**
 * The method build: a Dockerfile, which any builder builds.
 *
 * <p>Labels that a script writes to a file are known only when it has run, and a Dockerfile cannot read them. So our own scripts are
 * around those of the images and say if there is that file; then a stage prints it, and the same is built again with the labels. All of
 * it is in the builder's cache. An image without a shell can do nothing of that, and is built without.
 */
final class DockerfileMethod implements Method {
    private final FolderRequests requests;
    private final BuildReporter reporter;
    private final Tries tries;
    private final S2iRun.Builders builders;

    /** Whether our scripts are around those of the images: until one of them is known to have no shell. */
    private boolean watched = true;

    DockerfileMethod(FolderRequests requests, BuildReporter reporter, Tries tries, S2iRun.Builders builders) {
        this.requests = requests;
        this.reporter = reporter;
        this.tries = tries;
        this.builders = builders;
    }

    @Override
    public Outcome carryOut(S2iPlan plan, Destination saved) throws InterruptedException, NotSavedException {
        if (saved != null) {
            build(plan, S2iDockerfile.ASSEMBLED, saved);
            reporter.startOver();
        }
        Built image = build(plan, "", requests.request().destination());
        if (!watched || !plan.mayHaveLabels() || !image.steps().mayHaveLabels(plan.last())) {
            return image.outcome();
        }
        Map<String, String> written = written(plan);
        if (written.isEmpty()) {
            return image.outcome();
        }
        reporter.say("#0 the labels in " + LabelFile.PATH + " are added: " + String.join(", ", written.keySet()));
        requests.labels().putAll(written);
        reporter.startOver();
        return build(plan, "", requests.request().destination()).outcome();
    }

    private Map<String, String> written(S2iPlan plan) throws InterruptedException, NotSavedException {
        Destination nowhere = new Destination(List.of(), false, List.of(), null, null);
        try (var aside = reporter.aside()) {
            Built printed = build(plan, S2iDockerfile.withLabels(plan), S2iDockerfile.LABELS, nowhere);
            return LabelFile.labels(printed.steps().labels());
        }
    }

    private Built build(S2iPlan plan, String stage, Destination destination)
            throws InterruptedException, NotSavedException {
        try {
            return build(plan, S2iDockerfile.of(plan, watched), stage, destination);
        } catch (S2iFailure e) {
            if (!watched || !FailureJudge.lacksShell(e)) {
                throw e;
            }
        }
        reporter.say("#0 without a shell in the image nobody looks for labels in " + LabelFile.PATH);
        reporter.startOver();
        watched = false;
        return build(plan, S2iDockerfile.of(plan, watched), stage, destination);
    }

    private Built build(S2iPlan plan, String dockerfile, String stage, Destination destination)
            throws InterruptedException, NotSavedException {
        Attempt attempt = tries.next(plan.scripts());
        Outcome outcome =
                tries.run(plan, attempt, each -> builders.build(requests.of(dockerfile, stage, destination), each));
        return new Built(outcome, attempt.steps());
    }

    private record Built(Outcome outcome, StepWatch steps) {}
}
