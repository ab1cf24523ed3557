package io.jenkins.plugins.imagefarm.launch;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.MasterToSlaveFileCallable;

/**
 * Writes a build's control directory on the agent: the request, the secrets, and the arguments of the engine's JVM. The
 * directory and the secrets are the user's alone from the moment they exist.
 */
final class HandOver extends MasterToSlaveFileCallable<Void> {
    /** Arguments of the JVM in the form of the {@code java} command's argument files, so that no shell ever sees them. */
    static final String ARGUMENTS = "engine.arguments";

    /** Of the engine. */
    static final String COMMAND = "run";

    private static final long serialVersionUID = 1L;

    private final String request;
    private final String secrets;
    private final boolean attended;
    private final InstalledEngine engine;
    private final String directory;

    /** @param directory the current directory, which like every step this one makes if need be */
    HandOver(Assignment assignment, InstalledEngine engine, String directory) {
        this.request = Wire.write(assignment.request());
        this.secrets = Wire.write(assignment.secrets());
        this.attended = assignment.attended();
        this.engine = engine;
        this.directory = directory;
    }

    @Override
    public Void invoke(File place, VirtualChannel channel) throws IOException {
        Files.createDirectories(Path.of(directory));
        Path folder = place.toPath();
        Path control = folder.resolve(BuildPlace.CONTROL);
        Files.createDirectories(Objects.requireNonNull(folder.getParent()));
        Files.createDirectory(folder, permissions(folder, "rwx------"));
        Files.createDirectory(control);
        write(control.resolve(ControlFiles.REQUEST), request, StandardCharsets.UTF_8);
        write(control.resolve(ARGUMENTS), arguments(control), nativeCharset());
        if (attended) {
            Files.createFile(control.resolve(ControlFiles.ATTENDED));
        }
        write(control.resolve(ControlFiles.SECRETS), secrets, StandardCharsets.UTF_8);
        return null;
    }

    private static void write(Path file, String text, Charset charset) throws IOException {
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                permissions(file, "rw-------")))) {
            out.write(text.getBytes(charset));
        }
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private String arguments(Path control) {
        List<String> arguments = new ArrayList<>(engine.flags());
        arguments.addAll(List.of("-jar", engine.jar(), COMMAND, control.toString()));
        return arguments.stream()
                .map(argument -> '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The one in which {@code java} reads argument files. */
    private static Charset nativeCharset() {
        String name = System.getProperty("sun.jnu.encoding");
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }
}
