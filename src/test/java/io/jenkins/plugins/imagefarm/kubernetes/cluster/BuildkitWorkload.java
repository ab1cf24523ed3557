package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A real BuildKit daemon where the pod's would be, started with the arguments of its container. It runs in process and mount namespaces of its
 * own, as the daemons of {@code bin/engines} do: when its first process is killed, all that it started is.
 */
final class BuildkitWorkload implements Workload {
    private final InetSocketAddress address;
    private final Path directory;
    private final Process process;
    private final CompletableFuture<Integer> ended;

    BuildkitWorkload(BuildkitProgram program, ContainerStart order, int port) throws IOException {
        address = new InetSocketAddress(order.host(), port);
        directory = Files.createTempDirectory("image-farm-pod");
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "slave",
                "--pid",
                "--mount-proc",
                "--fork",
                "--kill-child",
                program.firstProcess().toString(),
                program.buildkitd().toString()));
        command.addAll(BuildkitArguments.of(order, directory, port));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().clear();
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("PATH", runc(program, order).getParent() + ":/usr/sbin:/usr/bin:/sbin:/bin");
        process = builder.start();
        ended = process.onExit().thenApply(Process::exitValue);
    }

    private Path runc(BuildkitProgram program, ContainerStart order) throws IOException {
        if (order.script().brokenSteps().isEmpty()) {
            return program.runc();
        }
        Path message = Files.writeString(
                directory.resolve("message"), order.script().brokenSteps().get() + "\n");
        Path runc = Files.createDirectory(directory.resolve("bin")).resolve("runc");
        Files.writeString(runc, "#!/bin/bash\ncat '" + message + "' >&2\nexit 1\n");
        return Files.setPosixFilePermissions(runc, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public CompletableFuture<Integer> ended() {
        return ended;
    }

    @Override
    public String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    @Override
    public void freeze() throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", "-STOP"));
        process.descendants().forEach(child -> command.add(String.valueOf(child.pid())));
        new ProcessBuilder(command).inheritIO().start().onExit().join();
    }

    @Override
    public void end(Duration grace) {
        try {
            if (!grace.isZero()) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().onExit().join(); // and the kernel the rest of them, a moment later
        all.forEach(child -> child.onExit().join());
        try {
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
