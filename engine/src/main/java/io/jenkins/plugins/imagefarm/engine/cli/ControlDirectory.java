package io.jenkins.plugins.imagefarm.engine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.farm.AnswersFile;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The engine's side of a control directory ({@link ControlFiles}).
 *
 * <p>Room for the result is taken before the build starts: on a disk that is full by then, Jenkins still learns how the build
 * ended.
 */
final class ControlDirectory {
    private static final int ROOM_FOR_RESULT = 64 * 1024;

    /** An agent may be away for a while and come back. */
    private static final Duration ABANDONED = Duration.ofMinutes(30);

    private final Path folder;
    private final Path draft;

    ControlDirectory(Path folder) {
        this.folder = folder;
        this.draft = folder.resolve(ControlFiles.RESULT + ".tmp");
    }

    /**
     * Reads the secrets and deletes their file, in this order and before anything else is done.
     *
     * @throws ProblemException if that fails; its text shows nothing of the file
     */
    Secrets takeSecrets() {
        Path file = folder.resolve(ControlFiles.SECRETS);
        byte[] json;
        try {
            json = readAndDelete(file);
        } catch (NoSuchFileException e) {
            return Secrets.none();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service("'" + file + "' cannot be read and deleted: " + IoReason.of(e), ""));
        }
        try {
            return Wire.read(new ByteArrayInputStream(json), Secrets.class);
        } catch (IOException e) {
            throw new ProblemException(Problem.user("'" + file + "' does not hold secrets", ""));
        }
    }

    private static byte[] readAndDelete(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    /** @throws ProblemException if there is none, or it is not valid */
    BuildRequest request() {
        Path file = folder.resolve(ControlFiles.REQUEST);
        try (InputStream json = Files.newInputStream(file)) {
            return Wire.read(json, BuildRequest.class);
        } catch (JsonProcessingException e) {
            throw e.getCause() instanceof ProblemException told
                    ? told
                    : new ProblemException(
                            Problem.user("'" + file + "' is not a build request: " + e.getOriginalMessage(), ""));
        } catch (IOException e) {
            throw new ProblemException(Problem.user("'" + file + "' cannot be read: " + IoReason.of(e), ""));
        }
    }

    /** @param onFailure is told when it cannot be written any more */
    LogFile console(Consumer<IOException> onFailure) throws IOException {
        return new LogFile(folder.resolve(ControlFiles.CONSOLE), onFailure);
    }

    /** @param onFailure is told when they cannot be written any more */
    LogFile events(Consumer<IOException> onFailure) throws IOException {
        return new LogFile(folder.resolve(ControlFiles.EVENTS), onFailure);
    }

    /** Where Jenkins says which nodes of a farm a build gets. */
    AnswersFile answers() {
        return new AnswersFile(folder.resolve(ControlFiles.ANSWERS));
    }

    boolean isCancelRequested() {
        return Files.exists(folder.resolve(ControlFiles.CANCEL));
    }

    /** Whether nobody looks after the build any more, though somebody should ({@link ControlFiles#ATTENDED}). */
    boolean isAbandoned() {
        long looked = folder.resolve(ControlFiles.ATTENDED).toFile().lastModified();
        return looked != 0 && System.currentTimeMillis() - looked > ABANDONED.toMillis();
    }

    void reserveResult() throws IOException {
        Files.write(draft, new byte[ROOM_FOR_RESULT]);
    }

    /** Tells of a build that could not begin, as far as files can be written here at all. */
    void refuse(Problem problem) {
        try (PrintStream console = new PrintStream(console(failure -> {}), true, StandardCharsets.UTF_8)) {
            console.println("ERROR: " + problem);
            long now = System.currentTimeMillis();
            writeResult(new BuildResult(
                    BuildState.FAILURE, null, null, null, false, null, null, "", now, 0, 0, 0, null, problem));
        } catch (IOException e) {
            // The exit code says it too.
        }
    }

    /** Where files from Git are for the time of the build: whoever ends the engine by force removes this directory too. */
    Path sources() {
        return folder;
    }

    /** Where copies of attestations are for Jenkins to keep. */
    Path statements() {
        return folder.resolve(ControlFiles.STATEMENTS);
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
