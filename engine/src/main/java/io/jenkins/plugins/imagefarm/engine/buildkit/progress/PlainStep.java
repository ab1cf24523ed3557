package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A step on the console: what is to be written of it, and what was. The forms are those of progressui. */
final class PlainStep {
    /** A transfer is shown again when it has come this much further, or after this time. */
    private static final double MIN_PROGRESS = 0.05;

    private static final Duration MIN_TIME = Duration.ofSeconds(5);

    private final Step step;
    private final PlainLog log;
    private final Map<String, Transfer> transfers = new LinkedHashMap<>();
    private final Map<String, Transfer> shown = new HashMap<>();
    private final Set<String> moved = new HashSet<>();
    private final List<Warning> warnings = new ArrayList<>();
    private boolean touched;
    private boolean transferring;
    private int news;
    private Instant newsSince;

    PlainStep(Step step) {
        this.step = step;
        this.log = new PlainLog(step);
    }

    Step step() {
        return step;
    }

    /** Whether something is to be written. */
    boolean isTouched() {
        return touched;
    }

    boolean isRunning() {
        return step.isStarted() && !step.isCompleted();
    }

    void changed(Instant now) {
        touch(now);
    }

    void add(Transfer transfer, Instant now) {
        if (transfer.started() != null) {
            transfers.put(transfer.id(), transfer);
            moved.add(transfer.id());
        }
        touch(now);
    }

    /** A warning alone does not bring its step to the console. */
    void add(Warning warning, Instant now) {
        warnings.add(warning);
        count(now);
    }

    void add(LogChunk chunk, Instant now) {
        log.add(chunk);
        touch(now);
    }

    /** The number of news since it was last on the console, per second; infinite if there was no time yet. */
    double speed(Instant now) {
        return news / seconds(now);
    }

    /** How long ago the first of these news came. */
    Duration newsAge(Instant now) {
        return newsSince == null ? Duration.ZERO : Duration.between(newsSince, now);
    }

    /** Writes the line that begins the step's block. */
    void printName(OutputStream out) throws IOException {
        line(out, step.name());
    }

    /** Writes what is new. Returns whether the step's block is closed with that. */
    boolean print(OutputStream out) throws IOException {
        touched = false;
        printTransfers(out);
        for (Warning warning : warnings) {
            log.interrupt(out);
            line(out, "WARN: " + warning.message());
        }
        warnings.clear();
        log.print(out);
        // A remote cache's transfers go on after their vertex is completed, unless that failed.
        if (!step.isCompleted() || transferring && step.error().isEmpty()) {
            return false;
        }
        news = 0;
        log.finish(out);
        line(out, outcome());
        return true;
    }

    /** Writes that the step goes on while another one is shown. */
    void interrupt(OutputStream out) throws IOException {
        log.interrupt(out);
        news = 0;
        line(out, "...");
    }

    /** Ends the console's line, if it is one of this step. */
    void finish(OutputStream out) throws IOException {
        log.finish(out);
    }

    private void touch(Instant now) {
        touched = true;
        count(now);
    }

    private void count(Instant now) {
        if (news == 0) {
            newsSince = now;
        }
        news++;
    }

    private double seconds(Instant now) {
        return newsAge(now).toNanos() / 1e9;
    }

    private void printTransfers(OutputStream out) throws IOException {
        transferring = false;
        for (Transfer transfer : transfers.values()) {
            if (moved.contains(transfer.id()) && isWorthALine(transfer)) {
                shown.put(transfer.id(), transfer);
                log.interrupt(out);
                line(out, describe(transfer));
                transferring |= !transfer.isCompleted();
            }
        }
        moved.clear();
    }

    private boolean isWorthALine(Transfer transfer) {
        Transfer last = shown.get(transfer.id());
        if (last == null || transfer.isCompleted()) {
            return true;
        }
        double progress = transfer.total() > 0 ? (transfer.current() - last.current()) / (double) transfer.total() : 0;
        return progress >= MIN_PROGRESS
                || Duration.between(last.at(), transfer.at()).compareTo(MIN_TIME) >= 0;
    }

    private static String describe(Transfer transfer) {
        StringBuilder text = new StringBuilder(transfer.id());
        if (transfer.total() != 0) {
            text.append(' ').append(new ByteCount(transfer.current()));
            text.append(" / ").append(new ByteCount(transfer.total()));
        } else if (transfer.current() != 0) {
            text.append(' ').append(new ByteCount(transfer.current()));
        }
        if (transfer.elapsed().toNanos() > 10_000_000) {
            text.append(' ').append(Elapsed.of(transfer.elapsed()).rough());
        }
        return text.append(transfer.isCompleted() ? " done" : "").toString();
    }

    private String outcome() {
        return switch (step.state()) {
            case CANCELLED -> "CANCELED";
            case FAILED -> "ERROR: " + step.error();
            case CACHED -> "CACHED";
            default -> "DONE " + Elapsed.of(step.duration()).rough();
        };
    }

    private void line(OutputStream out, String text) throws IOException {
        out.write(("#" + step.number() + " " + text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
