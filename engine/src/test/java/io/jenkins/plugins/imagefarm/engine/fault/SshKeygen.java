package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Makes SSH keys with OpenSSH's own program, in a folder of the test. */
public final class SshKeygen {
    private final Path folder;

    public SshKeygen(Path folder) {
        this.folder = folder;
    }

    /** The file of a new private key; its public key is beside it, with the ending {@code .pub}. */
    public Path key(String name, String passphrase, String... more) throws IOException, InterruptedException {
        Path file = folder.resolve(name);
        run(List.of(more), "-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", file.toString());
        return file;
    }

    /** The same key behind a passphrase. */
    Path encrypted(Path key, String passphrase, String... more) throws IOException, InterruptedException {
        Path copy = folder.resolve("encrypted");
        Files.copy(key, copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        run(List.of(more), "-q", "-p", "-P", "", "-N", passphrase, "-f", copy.toString());
        return copy;
    }

    private static void run(List<String> more, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ssh-keygen"));
        command.addAll(List.of(arguments));
        command.addAll(more);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
