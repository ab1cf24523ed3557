package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import java.util.List;

/** Brings the builder's messages into a {@link SolveProgress}, and each change to the views. */
public final class ProgressFeed implements ProgressListener {
    private final SolveProgress progress;
    private final List<ProgressView> views;

    public ProgressFeed(SolveProgress progress, ProgressView... views) {
        this.progress = progress;
        this.views = List.of(views);
    }

    @Override
    public void on(StatusResponse status) {
        ProgressUpdate update = progress.apply(status);
        views.forEach(view -> view.update(update));
    }

    @Override
    public void tick() {
        views.forEach(ProgressView::tick);
    }

    @Override
    public void end() {
        views.forEach(ProgressView::end);
    }
}
