package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.FailureLocated;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.StepCount;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Tells a {@link BuildReporter} of one try: on the console in the style that was asked for, and as events. */
public final class ProgressReport implements AutoCloseable {
    private final BuildReporter reporter;
    private final SolveProgress progress;
    private final LiveProgress live;
    private CallAnswer answer;

    public ProgressReport(BuildReporter reporter) {
        this.reporter = reporter;
        this.progress = new SolveProgress(reporter.nextStepNumber());
        ProgressView events = new EventView(reporter.events());
        this.live = new LiveProgress(
                switch (reporter.style()) {
                    case PLAIN ->
                        new ProgressFeed(
                                progress, new PlainProgress(reporter.console(), InstantSource.system()), events);
                    case QUIET -> new ProgressFeed(progress, events);
                    case RAWJSON ->
                        ProgressListener.all(
                                new RawJsonProgress(reporter.console(), reporter.mask()),
                                new ProgressFeed(progress, events));
                });
    }

    public void on(StatusResponse status) {
        live.on(status);
    }

    /** The try has failed: shows the place in the Dockerfile, and says why. */
    public SolveFailure failed(StatusRuntimeException error) {
        close();
        SolveFailure failure = SolveFailure.of(error, progress);
        failedAt(failure.details().sources());
        return failure;
    }

    /** The try has failed there, if the builder told. */
    public void failedAt(List<SourceExcerpt> sources) {
        if (reporter.style() == ProgressStyle.PLAIN) {
            sources.forEach(source -> reporter.console().print(source.text()));
        }
        List<SourceLines> places = sources.stream()
                .map(SourceExcerpt::shown)
                .flatMap(Optional::stream)
                .toList();
        if (!places.isEmpty()) {
            reporter.events().add((seq, time) -> new FailureLocated(seq, time, "", places));
        }
    }

    /** The frontend answered a call. */
    public void answered(CallAnswer given) {
        answer = given;
        close();
        if (reporter.style() != ProgressStyle.RAWJSON) {
            reporter.console().println(given.text());
        }
        given.warnings().forEach(new StepEvents(reporter.events())::warning);
    }

    /** Shows what was held back. */
    @Override
    public void close() {
        live.end();
        reporter.counted(
                new StepCount(progress.cachedSteps(), progress.totalSteps()), warnings(), progress.nextNumber());
    }

    private List<String> warnings() {
        return answer == null
                ? progress.warnings()
                : answer.warnings().stream().map(Warning::oneLine).toList();
    }
}
