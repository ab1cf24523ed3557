package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.FilePath;
import hudson.model.Node;
import hudson.remoting.Channel;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.support.concurrent.Timeout;

/**
 * One build on its agent, from the start of its engine until nothing is left of it there.
 *
 * <p>Somebody calls {@link #tick()} many times a second until {@link #isOver()}. A tick never waits for the agent. It finds
 * the build's folder, starts the engine if that has not been done, sends off a {@link Look} or takes the reply to the last
 * one, and copies what is new of the console. What has to wait is left to the executor given to {@link #attach}, and ticks do
 * nothing meanwhile.
 *
 * <p><b>Restart.</b> Only the final fields, {@link #process} and {@link #stop} are kept. The next session attaches itself and
 * ticks on. How much of the console it has is not kept at all but counted in the step's log, the only place where that
 * is true after any kind of end of the last session. An engine whose handle was not kept before Jenkins ended is killed and
 * started anew: the same build, whose finished steps the builder has.
 *
 * <p><b>End.</b> The step is completed first and the folder removed then, so that a session that ends in between leaves the result
 * to the next one. When it is stopped, it is the other way round: nothing may be left when the step says that it has stopped.
 */
@SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "attach sets them in every session")
public final class EngineRun implements Serializable {
    /** How often to tick. */
    public static final long TICK_MS = 20;

    /** Between two looks. This, two ticks and a remote call are the time from a line's writing to its showing. */
    private static final long LOOK_MS = 250;

    /**
     * A young build is looked at more often, and each look waits that long at the agent for the build's end: many are over before an older
     * one would have been looked at twice.
     */
    private static final long YOUNG_MS = Duration.ofSeconds(10).toMillis();

    private static final long YOUNG_LOOK_MS = 100;

    /** As long as a build on a farm is new, each look may bring a question that it waits with until it is answered. */
    private static final long NEW_MS = Duration.ofSeconds(3).toMillis();

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(EngineRun.class.getName());
    private static final long ALIVE_CHECK_MS = Duration.ofMinutes(1).toMillis();

    /** For one piece of work that waits for an agent; when it takes longer it is tried again. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final BuildPlace place;
    private final long deadline;
    private final HashMap<String, String> environment;

    /** Null until the engine was started. */
    private volatile EngineProcess process;

    /** Null unless the build is to be stopped. */
    private volatile StopOrder stop;

    private transient BuildOwner owner;
    private transient Executor waiting;
    private transient AgentWatch agent;
    private transient Looking looking;

    private transient EngineTalk talk;

    /** Bytes of the console that are in the step's log; negative until that is known. */
    private transient long offset;

    /** Whether an engine may have been started of which {@link #process} does not tell. */
    private transient boolean doubtful;

    private transient long aliveAt;
    private transient long attachedAt;
    private transient long lookedAt;
    private transient boolean endsInLine;
    private transient volatile boolean busy;
    private transient volatile boolean over;

    /**
     * @param deadline when the build is stopped, in milliseconds since 1970
     * @param environment variables that the engine looks at
     */
    public EngineRun(BuildPlace place, long deadline, Map<String, String> environment) {
        this.place = place;
        this.deadline = deadline;
        this.environment = new HashMap<>(environment);
    }

    /**
     * Takes up the build in this session.
     *
     * @param waiting for what has to wait for the agent
     * @param resumed whether another session had it before
     */
    public void attach(BuildOwner owner, Executor waiting, boolean resumed) {
        this.owner = owner;
        this.waiting = waiting;
        agent = new AgentWatch(place);
        looking = new Looking();
        talk = new EngineTalk(owner.desk());
        offset = resumed ? -1 : 0;
        doubtful = resumed;
        attachedAt = System.currentTimeMillis();
        aliveAt = attachedAt;
    }

    public BuildPlace place() {
        return place;
    }

    /** When the build is stopped, in milliseconds since 1970. */
    public long deadline() {
        return deadline;
    }

    public boolean isOver() {
        return over;
    }

    /** Has the build stopped by a later tick: first by asking the engine, and if that does not help by killing it. */
    public void stop(Throwable cause) {
        if (stop == null) {
            stop = StopOrder.because(cause);
        }
    }

    /** The same for a build that no step waits for: if it has ended before its engine hears of that, it has ended so. */
    public void cancel(Throwable cause) {
        if (stop == null) {
            stop = StopOrder.ofBuild(cause);
        }
    }

    public void tick() {
        if (busy || over) {
            return;
        }
        try {
            advance();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            work(() -> fail(e));
        }
    }

    /** Of the build as long as it is not over. */
    public BuildState state() {
        if (stop != null) {
            return BuildState.CANCEL_REQUESTED;
        }
        return process == null ? BuildState.NOTSTARTED : BuildState.RUNNING;
    }

    /** One lower-case phrase: what is being waited for. */
    public String status() {
        if (over) {
            return "ended";
        }
        if (place.findFolder() == null) {
            return "waiting for " + place.agent();
        }
        if (process == null) {
            return "starting the engine on " + place.agent();
        }
        if (stop != null) {
            return "stopping the build on " + place.agent();
        }
        String waiting = owner == null ? "" : owner.desk().waiting();
        return waiting.isEmpty() ? "building on " + place.agent() : "waiting for a slot: " + waiting;
    }

    private void advance() throws IOException, InterruptedException {
        if (stop == null && System.currentTimeMillis() >= deadline) {
            stop = StopOrder.timeIsUp();
        }
        FilePath folder = place.findFolder();
        if (folder == null) {
            looking.forget();
            agent.away(owner);
            if (agent.isRemoved()) {
                work(() -> end(Ending.interrupted(AgentWatch.removed())));
            } else if (stop != null && stop.graceIsOver()) {
                work(this::giveUp);
            }
            return;
        }
        agent.here(owner);
        if (process == null) {
            work(stop == null ? () -> start(folder) : () -> stopped(folder, null));
        } else if (offset < 0) {
            FilePath control = folder.child(BuildPlace.CONTROL);
            work(() -> offset = owner.consoleOffset(control));
        } else {
            follow(folder);
        }
    }

    private void follow(FilePath folder) throws IOException, InterruptedException {
        FilePath control = folder.child(BuildPlace.CONTROL);
        if (!looking.isUnderWay() && (isLookDue() || talk.hasAnswers())) {
            look(control);
        }
        Look.Reply seen = looking.receive();
        if (seen != null) {
            copy(seen.console());
            owner.events().keep(seen.kept());
            talk.hear(seen);
            if (seen.result() != null) {
                work(() -> finished(folder, seen));
            } else if (!seen.there() || seen.exitStatus() != null) {
                work(() -> died(folder, seen));
            } else if (seen.more()) {
                look(control);
            }
        }
        if (!busy && !over && !endsInLine) {
            talk.sayWhyItWaits(owner.listener());
        }
        if (!busy && !over && stop != null && stop.graceIsOver()) {
            work(() -> stopped(folder, null));
        } else if (!busy && !over && System.currentTimeMillis() - aliveAt > ALIVE_CHECK_MS) {
            work(() -> checkAlive(folder));
        }
    }

    private void look(FilePath control) throws IOException, InterruptedException {
        lookedAt = System.currentTimeMillis();
        boolean stops = stop != null;
        looking.send(
                control,
                new Look(
                        process.controller(),
                        talk.seen(offset, owner.events().wanted()),
                        stops,
                        stops ? List.of() : talk.answers(),
                        stops ? 0 : patience()));
    }

    private boolean isLookDue() {
        if (patience() > 0 || talk.isForFarm() && age() < NEW_MS) {
            return true;
        }
        return System.currentTimeMillis() - lookedAt >= (isYoung() ? YOUNG_LOOK_MS : LOOK_MS);
    }

    /** How long a look waits for the build's end. Not on a farm, where an answer to the build could not be brought meanwhile. */
    private long patience() {
        return isYoung() && !talk.isForFarm() ? YOUNG_LOOK_MS : 0;
    }

    private boolean isYoung() {
        return age() < YOUNG_MS;
    }

    private long age() {
        return System.currentTimeMillis() - attachedAt;
    }

    private void copy(byte[] console) throws IOException, InterruptedException {
        if (console.length > 0) {
            PrintStream log = owner.listener().getLogger();
            log.write(console, 0, console.length);
            log.flush();
            offset += console.length;
            endsInLine = console[console.length - 1] != '\n';
        }
    }

    private void start(FilePath folder) throws IOException, InterruptedException {
        Node node = node();
        if (doubtful) {
            EngineProcess.kill(node, folder);
            folder.deleteRecursive();
        }
        doubtful = true;
        Assignment assignment = owner.assignment();
        talk.begin(assignment.request());
        owner.events().begin(assignment.request());
        process = EngineProcess.start(node, folder, place.directory(), assignment, environment);
        offset = Math.max(0, offset);
        owner.save();
    }

    private void checkAlive(FilePath folder) throws IOException, InterruptedException {
        aliveAt = System.currentTimeMillis();
        // Where durable-task finds that the wrapper is gone it leaves a status, which the next look sees.
        process.exitStatus(folder.child(BuildPlace.CONTROL));
    }

    private void finished(FilePath folder, Look.Reply seen) throws IOException, InterruptedException {
        BuildRequest request = talk.request();
        BuildResult result = Wire.read(seen.result(), BuildResult.class);
        if (stop == null || stop.isTooLateFor(result)) {
            endLine();
            end(Ending.of(request, result).with(folder.child(BuildPlace.CONTROL).child(ControlFiles.STATEMENTS)));
            clean(folder);
        } else {
            stopped(folder, Ending.of(request, result));
        }
    }

    private void died(FilePath folder, Look.Reply seen) throws IOException, InterruptedException {
        Ending ending = seen.there()
                ? Verdict.died(folder.child(BuildPlace.CONTROL), process, Objects.requireNonNull(seen.exitStatus()))
                : Ending.of(null, Verdict.lost(place));
        if (stop == null) {
            endLine();
            end(ending);
            clean(folder);
        } else {
            stopped(folder, ending);
        }
    }

    /** @param ending how it would have ended; null if the engine has not ended */
    private void stopped(FilePath folder, @CheckForNull Ending ending) throws IOException, InterruptedException {
        if (ending == null || process == null) {
            EngineProcess.kill(node(), folder);
        }
        clean(folder);
        endLine();
        end(Verdict.stopped(stop, ending));
    }

    private void giveUp() throws IOException, InterruptedException {
        OwnLine.print(
                owner.listener(), "Agent " + place.node() + " is away, so the build on it could not be told to stop");
        end(Verdict.stopped(stop, null));
    }

    private void clean(FilePath folder) throws IOException, InterruptedException {
        FilePath control = folder.child(BuildPlace.CONTROL);
        if (process != null && !(control.exists() && process.awaitExit(control))) {
            EngineProcess.kill(node(), folder);
        }
        folder.deleteRecursive();
    }

    private void endLine() throws IOException, InterruptedException {
        if (endsInLine) {
            copy(new byte[] {'\n'});
        }
    }

    /** What cannot go on must not be left running either. */
    private void fail(Exception failure) {
        try {
            FilePath folder = place.findFolder();
            if (folder != null && doubtful) {
                EngineProcess.kill(node(), folder);
                folder.deleteRecursive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failure.addSuppressed(e);
        } finally {
            end(Ending.interrupted(failure));
        }
    }

    private void end(Ending ending) {
        if (!over) {
            over = true;
            owner.ended(ending);
        }
    }

    private Node node() throws AgentAwayException {
        Node node = Controller.node(place.node());
        if (node == null) {
            throw new AgentAwayException(place.node());
        }
        return node;
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void work(Work task) {
        busy = true;
        waiting.execute(() -> {
            long start = System.nanoTime();
            try (Timeout limit = Timeout.limit(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                task.run();
            } catch (InterruptedException e) {
                if (System.nanoTime() - start < LONGEST_WAIT.toNanos()) {
                    Thread.currentThread().interrupt();
                }
            } catch (Exception e) {
                if (isConnectionTrouble(e)) {
                    LOGGER.log(Level.FINE, "To be tried again when the agent is back", e);
                } else {
                    fail(e);
                }
            } finally {
                busy = false;
            }
        });
    }

    private static boolean isConnectionTrouble(Exception failure) {
        return failure instanceof AgentAwayException
                || failure instanceof RequestAbortedException
                || Channel.isClosedChannelException(failure);
    }
}
