package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Looks for secrets where they must not be: as they are, and in base64. */
final class SecretSearch {
    private final List<String> secrets;

    /** @param secrets such as are not found by chance */
    SecretSearch(String... secrets) {
        this.secrets = List.of(secrets);
    }

    /** Command lines and environments, of all processes of this machine. */
    void assertNoProcessKnowsThem() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                for (String file : List.of("cmdline", "environ")) {
                    assertFree(process.resolve(file));
                }
            }
        }
    }

    void assertNotIn(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertFalse(files.isEmpty(), "there is something to search in " + folder);
        for (Path file : files) {
            assertFree(file);
        }
    }

    void assertFree(Path file) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            return; // It ended, or was removed, in between.
        }
        assertFree(file.toString(), content);
    }

    void assertFree(String where, byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        for (String secret : secrets) {
            assertFalse(text.contains(secret), where);
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            assertFalse(text.contains(Base64.getEncoder().withoutPadding().encodeToString(bytes)), where + " (base64)");
        }
    }
}
