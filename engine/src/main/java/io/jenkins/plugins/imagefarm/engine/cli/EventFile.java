package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes every event as a line of JSON, at once. */
final class EventFile implements EventLog.Sink, AutoCloseable {
    private final OutputStream out;

    EventFile(OutputStream out) {
        this.out = out;
    }

    @Override
    public void accept(BuildEvent event) {
        try {
            out.write((Wire.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
