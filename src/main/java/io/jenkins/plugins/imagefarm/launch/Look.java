package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.durabletask.Controller;

/**
 * One look at a control directory, and all of it in one remote call: the console from where the last look ended, whether the
 * build or its process has ended, and on the way the order to cancel.
 */
final class Look extends MasterToSlaveFileCallable<Look.Reply> {
    private static final long serialVersionUID = 1L;

    private final Controller controller;
    private final long offset;
    private final boolean cancel;

    /**
     * @param controller tells whether the process has ended
     * @param offset how many bytes of the console have been seen
     * @param cancel whether the engine is to stop
     */
    Look(Controller controller, long offset, boolean cancel) {
        this.controller = controller;
        this.offset = offset;
        this.cancel = cancel;
    }

    /**
     * What was seen.
     *
     * @param there whether the control directory is there
     * @param console new bytes of the console, which never end within a character and seldom within a line
     * @param more whether there is more of the console to fetch at once
     * @param request the request; null unless there is a result
     * @param result the result; null while there is none, or while more of the console is to come
     * @param exitStatus how the process ended; null while it runs, or while more of the console is to come
     */
    record Reply(
            boolean there,
            byte[] console,
            boolean more,
            @CheckForNull String request,
            @CheckForNull String result,
            @CheckForNull Integer exitStatus)
            implements Serializable {}

    @Override
    public Reply invoke(File directory, VirtualChannel channel) throws IOException, InterruptedException {
        Path control = directory.toPath();
        if (!Files.isDirectory(control)) {
            return new Reply(false, new byte[0], false, null, null, null);
        }
        if (cancel && !Files.exists(control.resolve(ControlFiles.CANCEL))) {
            Files.createFile(control.resolve(ControlFiles.CANCEL));
        }
        // In this order, because an engine writes its console, then its result, then ends.
        Integer exitStatus = controller.exitStatus(new FilePath(directory), null, TaskListener.NULL);
        String result = read(control.resolve(ControlFiles.RESULT));
        ConsoleTail tail =
                ConsoleTail.read(control.resolve(ControlFiles.CONSOLE), offset, result != null || exitStatus != null);
        if (tail.more()) {
            return new Reply(true, tail.bytes(), true, null, null, null);
        }
        String request = result == null ? null : read(control.resolve(ControlFiles.REQUEST));
        return new Reply(true, tail.bytes(), false, request, result, exitStatus);
    }

    @CheckForNull
    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : null;
    }
}
