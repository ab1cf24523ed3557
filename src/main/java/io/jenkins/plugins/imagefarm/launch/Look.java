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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.durabletask.Controller;

/**
 * One look at a control directory, and all of it in one remote call: the console and the events from where the last look ended,
 * whether the build or its process has ended; and on the way the order to cancel, where a build on a farm
 * may go on, and that it is looked after.
 */
final class Look extends MasterToSlaveFileCallable<Look.Reply> {
    private static final long serialVersionUID = 1L;
    private static final int WAIT_MS = 10;

    private final Controller controller;
    private final Seen seen;
    private final boolean cancel;
    private final ArrayList<String> answers;
    private final long patience;

    /**
     * @param controller tells whether the process has ended
     * @param cancel whether the engine is to stop
     * @param answers lines of JSON for the engine; those that it was brought before are left out
     * @param patience how long to wait for the result before looking, in milliseconds
     */
    Look(Controller controller, Seen seen, boolean cancel, List<String> answers, long patience) {
        this.controller = controller;
        this.seen = seen;
        this.cancel = cancel;
        this.answers = new ArrayList<>(answers);
        this.patience = patience;
    }

    /**
     * What earlier looks saw.
     *
     * @param console bytes of the console
     * @param events bytes of the events; negative if nobody wants to know them
     * @param kept bytes of the events that are copied; negative if no more are to be
     * @param request whether the request is known
     */
    record Seen(long console, long events, long kept, boolean request) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What was seen.
     *
     * @param there whether the control directory is there
     * @param console new bytes of the console, which never end within a character and seldom within a line
     * @param more whether there is more of the console or the events to fetch at once
     * @param events new events that concern a farm, and where they end
     * @param kept new bytes of the events, to be copied
     * @param request the request; null if it is known
     * @param result the result; null while there is none, or while there is more to fetch
     * @param exitStatus how the process ended; null while it runs, or while there is more to fetch
     */
    record Reply(
            boolean there,
            byte[] console,
            boolean more,
            EventTail events,
            byte[] kept,
            @CheckForNull String request,
            @CheckForNull String result,
            @CheckForNull Integer exitStatus)
            implements Serializable {}

    @Override
    public Reply invoke(File directory, VirtualChannel channel) throws IOException, InterruptedException {
        Path control = directory.toPath();
        if (!Files.isDirectory(control)) {
            EventTail none = new EventTail(List.of(), seen.events());
            return new Reply(false, new byte[0], false, none, new byte[0], null, null, null);
        }
        if (cancel && !Files.exists(control.resolve(ControlFiles.CANCEL))) {
            Files.createFile(control.resolve(ControlFiles.CANCEL));
        }
        Path attended = control.resolve(ControlFiles.ATTENDED);
        if (Files.exists(attended)) {
            Files.setLastModifiedTime(attended, FileTime.from(Instant.now()));
        }
        if (!answers.isEmpty()) {
            new AnswerFile(control.resolve(ControlFiles.ANSWERS)).add(answers);
        }
        awaitResult(control.resolve(ControlFiles.RESULT));
        // In this order, because an engine writes its console and events, then its result, then ends.
        Integer exitStatus = controller.exitStatus(new FilePath(directory), null, TaskListener.NULL);
        String result = read(control.resolve(ControlFiles.RESULT));
        EventTail events = seen.events() < 0
                ? new EventTail(List.of(), seen.events())
                : EventTail.read(control.resolve(ControlFiles.EVENTS), seen.events());
        ConsoleTail tail = ConsoleTail.read(
                control.resolve(ControlFiles.CONSOLE), seen.console(), result != null || exitStatus != null);
        // A copy may end anywhere.
        ConsoleTail kept = seen.kept() < 0
                ? new ConsoleTail(new byte[0], false)
                : ConsoleTail.read(control.resolve(ControlFiles.EVENTS), seen.kept(), true);
        String request = seen.request() ? null : read(control.resolve(ControlFiles.REQUEST));
        return tail.more() || kept.more()
                ? new Reply(true, tail.bytes(), true, events, kept.bytes(), request, null, null)
                : new Reply(true, tail.bytes(), false, events, kept.bytes(), request, result, exitStatus);
    }

    private void awaitResult(Path result) throws InterruptedException {
        long start = System.nanoTime();
        while (!Files.exists(result) && System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(patience)) {
            Thread.sleep(WAIT_MS);
        }
    }

    @CheckForNull
    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : null;
    }
}
