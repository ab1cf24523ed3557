package io.jenkins.plugins.imagefarm.engine.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;

/**
 * Runs a shell's command for an SSH client. MINA's own way of doing so loses what a process has said if it ends while the client still
 * writes to it ({@code InvertedShellWrapper.pumpStreams} stops at the first stream that is broken).
 */
final class ProcessCommand extends AbstractCommandSupport {
    private volatile Process process;

    ProcessCommand(String command) {
        super(command, null);
    }

    @Override
    public void run() {
        try {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", getCommand());
            builder.environment().putAll(getEnvironment().getEnv());
            process = builder.start();
            copying(getInputStream(), process.getOutputStream());
            Thread errors = copying(process.getErrorStream(), getErrorStream());
            Thread output = copying(process.getInputStream(), getOutputStream());
            int status = process.waitFor();
            errors.join();
            output.join();
            onExit(status);
        } catch (IOException e) {
            onExit(255, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until one of them ends. */
    private static Thread copying(InputStream from, OutputStream to) {
        Thread thread = new Thread(() -> {
            byte[] bytes = new byte[8192];
            try {
                for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
                    to.write(bytes, 0, n);
                    to.flush();
                }
                to.close();
            } catch (IOException e) {
                // The other side wants no more.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void destroy(ChannelSession channel) throws Exception {
        if (process != null) {
            process.destroy();
        }
        super.destroy(channel);
    }
}
