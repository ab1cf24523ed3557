package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes every event as a line of JSON, at once. */
final class EventFile implements EventLog.Sink, AutoCloseable {
    private final LogFile file;

    EventFile(LogFile file) {
        this.file = file;
    }

    @Override
    public void accept(BuildEvent event) {
        byte[] line = (Wire.write(event) + "\n").getBytes(StandardCharsets.UTF_8);
        file.write(line, 0, line.length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
