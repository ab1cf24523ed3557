package io.jenkins.plugins.imagefarm.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OpenSSH's own {@code ssh-add} of this machine and its libraries, in a folder for an image. */
final class SshAdd {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private SshAdd() {}

    static void copyTo(Path folder) throws IOException, InterruptedException {
        Path program = Path.of("/usr/bin/ssh-add");
        copy(program, folder);
        Matcher libraries = LIBRARY.matcher(run(List.of("ldd", program.toString())));
        while (libraries.find()) {
            copy(Path.of(libraries.group(1)), folder);
        }
    }

    private static void copy(Path file, Path folder) throws IOException {
        Path copy = folder.resolve("." + file);
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
