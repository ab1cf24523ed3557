package io.jenkins.plugins.imagefarm.launch;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.listeners.ItemListener;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The threads of all running Pipeline builds: a few that look at the engines, which never wait for an agent; and some more
 * that do what has to wait, such as starting an engine. However many builds run, there are no more.
 *
 * <p>They end with Jenkins, before anything else does: from then on no build is completed, so that the next session finds
 * each as it is.
 */
@Extension
public final class BuildThreads extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(BuildThreads.class.getName());

    private static final int LOOKING = 4;
    private static final int WAITING = 16;
    private static final int END_SECONDS = 5;

    private final ScheduledThreadPoolExecutor looking =
            new ScheduledThreadPoolExecutor(LOOKING, threads("Image Farm: looking at builds"));
    private final ThreadPoolExecutor waiting = new ThreadPoolExecutor(
            WAITING,
            WAITING,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            threads("Image Farm: waiting for agents"));

    public BuildThreads() {
        looking.setRemoveOnCancelPolicy(true);
        waiting.allowCoreThreadTimeOut(true);
    }

    public static BuildThreads get() {
        return ExtensionList.lookupSingleton(BuildThreads.class);
    }

    /** Has a short task, which does not wait for anything, done again and again until it is cancelled. */
    public ScheduledFuture<?> repeat(Runnable task, long everyMs) {
        return looking.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOGGER.log(Level.WARNING, "A look at a build failed; there will be another", e);
                    }
                },
                0,
                everyMs,
                TimeUnit.MILLISECONDS);
    }

    /** For what has to wait. */
    public Executor waiting() {
        return task -> {
            try {
                waiting.execute(task);
            } catch (RejectedExecutionException e) {
                LOGGER.log(Level.FINE, "Left for the next session", e);
            }
        };
    }

    /** Whether Jenkins is going down, so that nothing may be completed any more. */
    public boolean isEnding() {
        return looking.isShutdown();
    }

    @Override
    public void onBeforeShutdown() {
        looking.shutdownNow();
        waiting.shutdownNow();
        try {
            if (!looking.awaitTermination(END_SECONDS, TimeUnit.SECONDS)
                    || !waiting.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.info("Image Farm still waits for an agent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static NamingThreadFactory threads(String name) {
        return new NamingThreadFactory(new DaemonThreadFactory(), name);
    }
}
