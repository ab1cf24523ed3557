package io.jenkins.plugins.imagefarm.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.durabletask.Controller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LookTest {
    @TempDir
    private Path control;

    @Test
    void whatIsThereIsSeenAtOnce() throws Exception {
        Files.writeString(control.resolve(ControlFiles.CONSOLE), "#1 begins\n");
        Look.Reply seen = look(Duration.ZERO);
        assertTrue(seen.there());
        assertEquals("#1 begins\n", new String(seen.console(), StandardCharsets.UTF_8));
        assertNull(seen.result());
    }

    @Test
    @Timeout(60)
    void aLookWaitsForTheResultButNotLonger() throws Exception {
        CompletableFuture<Look.Reply> look = CompletableFuture.supplyAsync(() -> look(Duration.ofDays(1)));
        assertFalse(look.isDone());
        Files.writeString(control.resolve(ControlFiles.CONSOLE), "#1 done\n");
        Path draft = Files.writeString(control.resolve("draft"), "{}");
        Files.move(draft, control.resolve(ControlFiles.RESULT));
        Look.Reply seen = look.get(30, TimeUnit.SECONDS);
        assertEquals("{}", seen.result());
        assertEquals("#1 done\n", new String(seen.console(), StandardCharsets.UTF_8));
    }

    @Test
    @Timeout(60)
    void aLookThatHasWaitedLongEnoughShowsWhatThereIs() {
        assertNull(look(Duration.ofMillis(50)).result());
    }

    private Look.Reply look(Duration patience) {
        try {
            return new Look(new Running(), new Look.Seen(0, -1, -1, true), false, List.of(), patience.toMillis())
                    .invoke(control.toFile(), null);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Of a process that has not ended. */
    private static final class Running extends Controller {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer exitStatus(FilePath workspace, Launcher launcher, TaskListener listener) {
            return null;
        }

        @Override
        public boolean writeLog(FilePath workspace, OutputStream sink) {
            return false;
        }

        @Override
        public void stop(FilePath workspace, Launcher launcher) {}

        @Override
        public void cleanup(FilePath workspace) {}
    }
}
