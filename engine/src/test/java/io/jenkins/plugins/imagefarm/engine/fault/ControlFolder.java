package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Jenkins' side of a control directory. */
final class ControlFolder {
    private final Path folder;

    ControlFolder(Path folder) {
        this.folder = folder;
    }

    ControlFolder with(BuildRequest request) throws IOException {
        return with(request, Secrets.none());
    }

    ControlFolder with(BuildRequest request, Secrets secrets) throws IOException {
        Files.writeString(folder.resolve(ControlFiles.REQUEST), Wire.write(request));
        Files.writeString(folder.resolve(ControlFiles.SECRETS), Wire.write(secrets));
        return this;
    }

    /** In this JVM. */
    CommandLineRun run() {
        return CommandLineRun.of("run", folder.toString());
    }

    /** As a program, whose own output goes elsewhere. */
    EngineProcess start(Path elsewhere) throws IOException {
        return EngineProcess.start(elsewhere, "run", folder.toString());
    }

    void cancel() throws IOException {
        Files.createFile(folder.resolve(ControlFiles.CANCEL));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The names of all files that are there. */
    Set<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    String console() throws IOException {
        return Files.readString(folder.resolve(ControlFiles.CONSOLE));
    }

    /** All events; each has the number after that of the one before. */
    List<BuildEvent> events() throws IOException {
        List<BuildEvent> events = new ArrayList<>();
        String text = Files.readString(folder.resolve(ControlFiles.EVENTS));
        for (String line : text.lines().toList()) {
            events.add(Wire.read(line, BuildEvent.class));
            assertEquals(events.size(), events.get(events.size() - 1).seq(), text);
        }
        return events;
    }

    BuildResult result() throws IOException {
        return Wire.read(Files.readString(folder.resolve(ControlFiles.RESULT)), BuildResult.class);
    }
}
