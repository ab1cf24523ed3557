package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The engine's side of a control directory ({@link ControlFiles}).
 *
 * <p>Room for the result is taken before the build starts: on a disk that is full by then, Jenkins still learns how the build
 * ended.
 */
final class ControlDirectory {
    private static final int ROOM_FOR_RESULT = 64 * 1024;

    private final Path folder;
    private final Path draft;

    ControlDirectory(Path folder) {
        this.folder = folder;
        this.draft = folder.resolve(ControlFiles.RESULT + ".tmp");
    }

    /** Reads the secrets and deletes their file, in this order and before anything else is done. */
    Secrets takeSecrets() throws IOException {
        Path file = folder.resolve(ControlFiles.SECRETS);
        if (!Files.exists(file)) {
            return Secrets.none();
        }
        String json;
        try {
            json = Files.readString(file);
        } finally {
            Files.delete(file);
        }
        return Wire.read(json, Secrets.class);
    }

    BuildRequest request() throws IOException {
        return Wire.read(Files.readString(folder.resolve(ControlFiles.REQUEST)), BuildRequest.class);
    }

    OutputStream console() throws IOException {
        return append(ControlFiles.CONSOLE);
    }

    OutputStream events() throws IOException {
        return append(ControlFiles.EVENTS);
    }

    private OutputStream append(String name) throws IOException {
        return Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    boolean isCancelRequested() {
        return Files.exists(folder.resolve(ControlFiles.CANCEL));
    }

    void reserveResult() throws IOException {
        Files.write(draft, new byte[ROOM_FOR_RESULT]);
    }

    void writeResult(BuildResult result) throws IOException {
        ByteBuffer json = StandardCharsets.UTF_8.encode(Wire.write(result));
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            int length = json.remaining();
            while (json.hasRemaining()) {
                file.write(json);
            }
            file.truncate(length);
        }
        Files.move(draft, folder.resolve(ControlFiles.RESULT), StandardCopyOption.ATOMIC_MOVE);
    }
}
