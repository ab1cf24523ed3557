package io.jenkins.plugins.imagefarm.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * A class-data archive beside the engine's jar, which a JVM maps instead of loading and verifying each class. Half of a short
 * build is the start of its JVM otherwise.
 *
 * <p>The first build leaves the archive behind when its JVM ends, after its result was written, so nobody waits for it; and it
 * holds just the classes that a build needs. Other commands of the engine have archives of their own. From Java 19 on the JVM does
 * this by itself. An archive is good for one JVM only, hence the version in its name. With {@code -Xshare:auto} a JVM that cannot use an archive starts without it.
 */
final class ClassDataArchive {
    private static final int FIRST_WITH_AUTOMATIC_ARCHIVE = 19;

    private final Path file;
    private final int feature;
    private final Path fresh;

    /** @param command of the engine */
    ClassDataArchive(Path folder, String command, Runtime.Version version) {
        this.feature = version.feature();
        this.file = folder.resolve(command + "-java-" + version.toString().replaceAll("[^0-9A-Za-z.+-]", "_") + ".jsa");
        this.fresh = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    }

    Path file() {
        return file;
    }

    List<String> flags() {
        if (feature >= FIRST_WITH_AUTOMATIC_ARCHIVE) {
            return List.of("-Xshare:auto", "-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + file);
        }
        return isMissing()
                ? List.of("-Xshare:auto", "-XX:ArchiveClassesAtExit=" + fresh)
                : List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + file);
    }

    /** Where a JVM with {@link #flags} leaves an archive that has still to be moved to {@link #file}; empty for nowhere. */
    String fresh() {
        return feature < FIRST_WITH_AUTOMATIC_ARCHIVE && isMissing() ? fresh.toString() : "";
    }

    private boolean isMissing() {
        return !Files.exists(file);
    }
}
