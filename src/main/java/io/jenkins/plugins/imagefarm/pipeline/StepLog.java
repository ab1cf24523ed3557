package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.imagefarm.launch.OwnLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * How much of an engine's console is in the log of a step: its lines, without those that Jenkins wrote itself. The log is the one
 * place that tells this truly after Jenkins ended, however it ended, since what was not written there was not seen by anybody.
 *
 * @param lines whole lines
 * @param unfinished the start of a further line
 */
record StepLog(long lines, byte[] unfinished) {
    @SuppressFBWarnings(value = "RV_RETURN_VALUE_IGNORED", justification = "the counter has seen all that was written")
    static StepLog of(FlowNode step) throws IOException {
        LogAction log = step.getAction(LogAction.class);
        Counter counter = new Counter();
        if (log != null) {
            log.getLogText().writeRawLogTo(0, counter);
        }
        return new StepLog(counter.lines, counter.line.toByteArray());
    }

    private static final class Counter extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long lines;

        @Override
        public void write(int b) {
            line.write(b);
            if (b == '\n') {
                if (!OwnLine.isIn(line.toByteArray(), line.size())) {
                    lines++;
                }
                line.reset();
            }
        }
    }
}
