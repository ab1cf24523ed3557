package io.jenkins.plugins.imagefarm.run;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Events as an engine writes them. */
final class EventLines {
    private EventLines() {}

    static byte[] of(BuildEvent... events) {
        return Stream.of(events)
                .map(event -> Wire.write(event) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }
}
