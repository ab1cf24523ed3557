package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;

/**
 * Makes one event of the lines that one stream of one step writes between two ticks: a builder sends them a few at a time,
 * within milliseconds.
 */
final class OutputCollector {
    /** An event that is longer than this is written at once. */
    private static final int MAX_TEXT = 32 * 1024;

    private final EventLog log;
    private final StringBuilder text = new StringBuilder();
    private Step step;
    private boolean stderr;

    OutputCollector(EventLog log) {
        this.log = log;
    }

    void add(Step ofStep, boolean ofStderr, String line) {
        if (step != ofStep || stderr != ofStderr) {
            flush();
        }
        if (step == null) {
            step = ofStep;
            stderr = ofStderr;
        } else {
            text.append('\n');
        }
        text.append(line);
        if (text.length() > MAX_TEXT) {
            flush();
        }
    }

    void flush() {
        if (step != null) {
            String lines = text.toString();
            int number = step.number();
            boolean error = stderr;
            log.add((seq, time) -> new BuildEvent.StepOutput(seq, time, number, error, lines));
            text.setLength(0);
            step = null;
        }
    }
}
