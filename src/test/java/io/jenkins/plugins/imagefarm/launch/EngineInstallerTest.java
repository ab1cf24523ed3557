package io.jenkins.plugins.imagefarm.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineInstallerTest {
    @TempDir
    private Path root;

    @Test
    void theJarIsCopiedOnce() throws Exception {
        Jar jar = new Jar("one");
        InstalledEngine first = install(jar);
        assertEquals("one", Files.readString(Path.of(first.jar())));
        assertEquals(first.jar(), install(jar).jar());
        assertEquals(1, jar.opened.get());
    }

    @Test
    void concurrentFirstUsesAllGetAWholeJar() throws Exception {
        Jar jar = new Jar("x".repeat(1 << 20));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<InstalledEngine>> engines = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            engines.add(threads.submit(() -> install(jar)));
        }
        for (Future<InstalledEngine> engine : engines) {
            assertEquals(jar.content, Files.readString(Path.of(engine.get().jar())));
        }
        threads.shutdown();
        try (Stream<Path> files = Files.list(root.resolve("caches/image-farm/" + jar.sha256()))) {
            assertEquals(1, files.count(), "no half-copied jar is left");
        }
    }

    @Test
    void whatWasNotUsedForAWeekIsRemoved() throws Exception {
        Path old = Path.of(install(new Jar("old")).jar());
        Path recent = Path.of(install(new Jar("recent")).jar());
        age(old.getParent(), Duration.ofDays(8));
        age(recent.getParent(), Duration.ofDays(6));
        install(new Jar("new"));
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(recent));
    }

    @Test
    void useKeepsAJar() throws Exception {
        Jar jar = new Jar("kept");
        Path path = Path.of(install(jar).jar());
        age(path.getParent(), Duration.ofDays(8));
        install(jar);
        install(new Jar("new"));
        assertTrue(Files.exists(path));
    }

    @Test
    void useDoesNotChangeTheJarThatTheArchiveOfClassesIsFor() throws Exception {
        Jar jar = new Jar("one");
        Path path = Path.of(install(jar).jar());
        age(path, Duration.ofDays(1));
        FileTime before = Files.getLastModifiedTime(path);
        install(jar);
        assertEquals(before, Files.getLastModifiedTime(path));
    }

    @Test
    void theAgentsOwnJavaIsUsed() throws Exception {
        assertTrue(Files.isExecutable(Path.of(install(new Jar("one")).java())));
    }

    @Test
    void theArchiveOfClassesIsMadeOnceAndThenUsed() throws Exception {
        Jar jar = new Jar("one");
        InstalledEngine first = install(jar);
        assertTrue(first.flags().contains("-XX:ArchiveClassesAtExit=" + first.newArchive()), first.flags()::toString);
        Files.move(Files.createFile(Path.of(first.newArchive())), Path.of(first.archive()));
        InstalledEngine second = install(jar);
        assertTrue(second.flags().contains("-XX:SharedArchiveFile=" + first.archive()), second.flags()::toString);
        assertEquals("", second.newArchive());
    }

    private InstalledEngine install(EngineJar jar) throws Exception {
        return new EngineInstaller(jar, "run").install(new FilePath(root.toFile()));
    }

    private static void age(Path file, Duration age) throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    private static final class Jar extends EngineJar {
        private final String content;
        private final AtomicInteger opened = new AtomicInteger();

        Jar(String content) {
            this.content = content;
        }

        @Override
        public String sha256() {
            return Integer.toHexString(content.hashCode());
        }

        @Override
        public InputStream open() {
            opened.incrementAndGet();
            return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        }
    }
}
