package io.jenkins.plugins.imagefarm.queue;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one build asked and was answered: enough to go on where it was after a restart. Kept in a file while the build runs; answers
 * as the engine reads them, so that the file needs no form of its own for them.
 */
final class Ledger {
    private final String build;

    /** Since when each round is wanted, in milliseconds since 1970. */
    private final TreeMap<Integer, Long> wanted = new TreeMap<>();

    private final ArrayList<String> lines = new ArrayList<>();

    /** Since when each assignment holds its slot; those that have ended are not here any more. */
    private final TreeMap<Integer, Long> held = new TreeMap<>();

    private transient List<BuildAnswer> answers = List.of();

    Ledger(String build) {
        this.build = build;
    }

    String build() {
        return build;
    }

    /** All answers in their order; a list of its own for each state. */
    List<BuildAnswer> answers() {
        return answers;
    }

    /** @return whether that was news */
    boolean want(int round, long since) {
        return wanted.putIfAbsent(round, since) == null;
    }

    long since(int round) {
        return wanted.getOrDefault(round, 0L);
    }

    /** Rounds that still wait for an answer. */
    List<Integer> openRounds() {
        return wanted.keySet().stream().filter(this::isOpen).toList();
    }

    boolean isOpen(int round) {
        List<Placement> given = given(round);
        return given.isEmpty()
                || given.get(given.size() - 1) instanceof Placement.Granted last
                        && !last.pending().isEmpty();
    }

    /**
     * What of a round still waits.
     *
     * @param all what the round wanted
     */
    List<Platform> pending(int round, List<Platform> all) {
        List<Placement> given = given(round);
        return !given.isEmpty() && given.get(given.size() - 1) instanceof Placement.Granted last ? last.pending() : all;
    }

    /** The highest id of an assignment that was ever granted. */
    int lastId() {
        return answers.stream()
                .mapToInt(answer -> answer instanceof Placement.Granted granted ? granted.id() : 0)
                .max()
                .orElse(0);
    }

    void answer(BuildAnswer answer, long now) {
        lines.add(Wire.write(answer));
        if (answer instanceof Placement.Granted granted) {
            held.put(granted.id(), now);
        }
        List<BuildAnswer> all = new ArrayList<>(answers);
        all.add(answer);
        answers = List.copyOf(all);
    }

    /** @return whether that was news */
    boolean ended(int id) {
        return held.remove(id) != null;
    }

    /** What an assignment is, as long as it holds its slot. */
    Optional<Assignment> held(int id) {
        return holds().stream()
                .filter(hold -> hold.id() == id)
                .map(Hold::assignment)
                .findFirst();
    }

    /** What was said last of the pod of that attempt, other than that it is waited for. */
    Optional<PodAnswer> podAnswer(int id, int attempt) {
        return answers.stream()
                .filter(PodAnswer.class::isInstance)
                .map(PodAnswer.class::cast)
                .filter(answer -> answer.id() == id && answer.attempt() == attempt)
                .filter(answer -> !(answer instanceof PodAnswer.Waits))
                .reduce((before, last) -> last);
    }

    List<Hold> holds() {
        List<Hold> holds = new ArrayList<>();
        for (BuildAnswer answer : answers) {
            if (answer instanceof Placement.Granted granted && held.containsKey(granted.id())) {
                holds.add(new Hold(build, granted.id(), granted.assignment(), held.get(granted.id())));
            }
        }
        return holds;
    }

    /** As it was read from the file. */
    Ledger restored() throws IOException {
        Ledger restored = new Ledger(build);
        restored.wanted.putAll(wanted == null ? Map.of() : wanted);
        for (String line : lines == null ? List.<String>of() : lines) {
            restored.answer(Wire.read(line, BuildAnswer.class), 0);
        }
        restored.held.clear();
        restored.held.putAll(held == null ? Map.of() : held);
        return restored;
    }

    private List<Placement> given(int round) {
        return answers.stream()
                .filter(Placement.class::isInstance)
                .map(Placement.class::cast)
                .filter(placement -> placement.round() == round)
                .toList();
    }
}
