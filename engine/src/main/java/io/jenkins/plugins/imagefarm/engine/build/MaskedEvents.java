package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StateChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;

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
                    e.number(),
                    secrets.mask(e.name()),
                    e.state(),
                    e.durationMs(),
                    secrets.mask(e.error()));
        }
        if (event instanceof StepOutput e) {
            return new StepOutput(e.seq(), e.time(), e.number(), e.stderr(), secrets.mask(e.text()));
        }
        if (event instanceof Warned e) {
            return new Warned(
                    e.seq(),
                    e.time(),
                    secrets.mask(e.message()),
                    e.detail().stream().map(secrets::mask).toList(),
                    e.url(),
                    e.file(),
                    e.line());
        }
        throw new IllegalArgumentException("an event of an unknown kind: " + event.getClass());
    }
}
