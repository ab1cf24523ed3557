package io.jenkins.plugins.imagefarm.pipeline;

import hudson.console.LineTransformationOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;

/** Puts a text before every line. */
final class LinePrefix extends TaskListenerDecorator {
    private static final long serialVersionUID = 1L;

    private final String prefix;

    LinePrefix(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public OutputStream decorate(OutputStream logger) {
        byte[] before = prefix.getBytes(StandardCharsets.UTF_8);
        return new LineTransformationOutputStream.Delegating(logger) {
            @Override
            protected void eol(byte[] line, int length) throws IOException {
                // In one piece, because others write into the same log between pieces.
                byte[] whole = Arrays.copyOf(before, before.length + length);
                System.arraycopy(line, 0, whole, before.length, length);
                out.write(whole);
            }
        };
    }
}
