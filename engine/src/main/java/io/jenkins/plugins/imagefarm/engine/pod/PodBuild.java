package io.jenkins.plugins.imagefarm.engine.pod;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds one assignment of a farm in a pod that Jenkins makes. Every try is an attempt of its own ({@link PodAttempt}); Jenkins
 * knows them by their numbers, and what it says of an earlier one is not heard any more.
 */
public final class PodBuild implements BuildEngine {
    private final int id;
    private final EventLog events;
    private final PodEngine engine;
    private final PodKey key;

    /** Answers to an attempt that has not begun: Jenkins orders the first pod with the grant. */
    private final List<PodAnswer> early = new ArrayList<>();

    private PodAttempt current;
    private int attempts;
    private boolean keep;

    /**
     * @param id of the assignment
     * @param key of the whole build
     * @param events of the whole build: Jenkins reads there that a pod is wanted
     */
    public PodBuild(int id, PodKey key, EventLog events, PodEngine engine) {
        this.id = id;
        this.key = key;
        this.events = events;
        this.engine = engine;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        PodAttempt attempt = begin(reporter);
        boolean podIsWell = false;
        try {
            return attempt.run(request, secrets, engine, cancellation);
        } catch (OutsideFaultException e) {
            podIsWell = true;
            throw e;
        } finally {
            ended(podIsWell);
        }
    }

    private synchronized PodAttempt begin(BuildReporter reporter) {
        current = new PodAttempt(id, ++attempts, keep, key, events, reporter);
        List<PodAnswer> waiting = List.copyOf(early);
        early.clear();
        waiting.forEach(this::answer);
        return current;
    }

    private synchronized void ended(boolean podIsWell) {
        keep = podIsWell;
    }

    /** Takes an answer about this assignment, on any thread. */
    public synchronized void answer(PodAnswer answer) {
        if (answer.attempt() > attempts) {
            early.add(answer);
        } else if (answer.attempt() == attempts) {
            current.answer(answer);
        }
    }
}
