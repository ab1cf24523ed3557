package io.jenkins.plugins.imagefarm.engine.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Git's own daemon, started for every connection as inetd does: so the system chooses the port. */
final class GitDaemon implements AutoCloseable {
    private final Path root;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean silent;

    GitDaemon(Path root) throws IOException {
        this.root = root;
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::acceptAll);
    }

    String url(String repository) {
        return "git://127.0.0.1:" + listener.getLocalPort() + "/" + repository;
    }

    /** Takes connections and says nothing. */
    void beSilent() {
        silent = true;
    }

    int open() {
        return open.size();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            if (silent) {
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
                return;
            }
            Process process = new ProcessBuilder(
                            "git", "daemon", "--inetd", "--base-path=" + root, "--informative-errors")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            start(() -> copy(client, process));
            try (InputStream out = process.getInputStream()) {
                out.transferTo(client.getOutputStream());
            }
        } catch (IOException e) {
            // The client is gone.
        } finally {
            open.remove(client);
        }
    }

    private static void copy(Socket client, Process process) {
        byte[] buffer = new byte[8192];
        try (OutputStream in = process.getOutputStream()) {
            for (int n = client.getInputStream().read(buffer);
                    n >= 0;
                    n = client.getInputStream().read(buffer)) {
                in.write(buffer, 0, n);
                in.flush();
            }
        } catch (IOException e) {
            // One side is gone.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "git-daemon-in-test");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
