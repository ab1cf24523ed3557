package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;

/** Puts what happens to BuildKit's steps into a build's log of events. */
record StepEvents(EventLog log) {
    void started(Step step) {
        log.add((seq, time) -> new StepChanged(seq, time, "", step.number(), step.name(), StepState.STARTED, 0, ""));
    }

    void completed(Step step) {
        log.add((seq, time) -> new StepChanged(
                seq,
                time,
                "",
                step.number(),
                step.name(),
                step.state(),
                step.duration().toMillis(),
                step.error()));
    }

    /** @param text whole lines, without the end of the last */
    void output(Step step, boolean stderr, String text) {
        log.add((seq, time) -> new StepOutput(seq, time, "", step.number(), stderr, text));
    }

    void warning(Warning warning) {
        log.add((seq, time) -> new Warned(
                seq,
                time,
                warning.message(),
                warning.detail(),
                warning.url(),
                warning.file(),
                warning.line(),
                warning.place().orElse(null)));
    }
}
