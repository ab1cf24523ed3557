package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.Util;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import jenkins.MasterToSlaveFileCallable;

/**
 * Brings the engine's jar to an agent, once per content: {@code caches/image-farm/<sha256>/} below the agent's root. When it is
 * there already, that is found out in one remote call. Concurrent first uses do no harm, because a jar is moved into place
 * whole. What has not been used for a week is removed.
 */
final class EngineInstaller {
    private static final String CACHE = "caches/image-farm";
    private static final String JAR = "image-farm-engine.jar";

    private static final Duration KEEP_UNUSED = Duration.ofDays(7);
    private static final List<String> FLAGS = List.of(
            "-Xms16m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xlog:disable");

    private final EngineJar jar;
    private final String command;

    /** @param command that the engine is to be started with */
    EngineInstaller(EngineJar jar, String command) {
        this.jar = jar;
        this.command = command;
    }

    /** @param root the agent's root folder */
    InstalledEngine install(FilePath root) throws IOException, InterruptedException {
        FilePath cache = root.child(CACHE);
        InstalledEngine installed = cache.act(new Find(jar.sha256(), command));
        if (installed != null) {
            return installed;
        }
        String arriving = JAR + "." + UUID.randomUUID() + ".tmp";
        try (InputStream content = jar.open()) {
            cache.child(jar.sha256()).child(arriving).copyFrom(content);
        }
        return cache.act(new Adopt(jar.sha256(), command, arriving));
    }

    /** Finds the jar in the cache; null if it is not there. */
    private static final class Find extends MasterToSlaveFileCallable<InstalledEngine> {
        private static final long serialVersionUID = 1L;

        private final String sha256;
        private final String command;

        Find(String sha256, String command) {
            this.sha256 = sha256;
            this.command = command;
        }

        @Override
        @CheckForNull
        public InstalledEngine invoke(File cache, VirtualChannel channel) throws IOException {
            return find(cache.toPath().resolve(sha256), command);
        }
    }

    /** Moves a jar that has arrived into place. */
    private static final class Adopt extends MasterToSlaveFileCallable<InstalledEngine> {
        private static final long serialVersionUID = 1L;

        private final String sha256;
        private final String command;
        private final String arrived;

        Adopt(String sha256, String command, String arrived) {
            this.sha256 = sha256;
            this.command = command;
            this.arrived = arrived;
        }

        @Override
        public InstalledEngine invoke(File cache, VirtualChannel channel) throws IOException {
            Path folder = cache.toPath().resolve(sha256);
            Files.move(
                    folder.resolve(arrived),
                    folder.resolve(JAR),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            removeUnused(cache.toPath(), folder);
            InstalledEngine installed = find(folder, command);
            if (installed == null) {
                throw new NoSuchFileException(folder.resolve(JAR).toString());
            }
            return installed;
        }

        private static void removeUnused(Path cache, Path current) throws IOException {
            Instant oldest = Instant.now().minus(KEEP_UNUSED);
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(cache)) {
                for (Path folder : folders) {
                    if (!folder.equals(current) && lastUse(folder).isBefore(oldest)) {
                        Util.deleteRecursive(folder.toFile());
                    }
                }
            }
        }

        private static Instant lastUse(Path folder) throws IOException {
            return Files.getLastModifiedTime(folder).toInstant();
        }
    }

    @CheckForNull
    private static InstalledEngine find(Path folder, String command) throws IOException {
        Path jar = folder.resolve(JAR);
        if (!Files.exists(jar)) {
            return null;
        }
        // Still in use. Not by the jar's own time: the archive is good only for the jar as it was.
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
        ClassDataArchive archive = new ClassDataArchive(folder, command, Runtime.version());
        List<String> flags = new ArrayList<>(FLAGS);
        flags.addAll(archive.flags());
        String java = File.separatorChar == '\\' ? "java.exe" : "java";
        return new InstalledEngine(
                Path.of(System.getProperty("java.home"), "bin", java).toString(),
                jar.toString(),
                flags,
                archive.file().toString(),
                archive.fresh());
    }
}
