package io.jenkins.plugins.imagefarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Run;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Platform AMD64 = Platform.valueOf("linux/amd64");
    private static final Platform ARM64 = Platform.valueOf("linux/arm64");

    private final Ledger ledger = new Ledger("job#1:5");

    @Test
    void aRoundIsOpenUntilAllOfItIsGranted() {
        assertTrue(ledger.want(1, 100));
        assertFalse(ledger.want(1, 200), "told again");
        assertEquals(100, ledger.since(1));
        assertEquals(List.of(1), ledger.openRounds());
        assertEquals(List.of(AMD64, ARM64), ledger.pending(1, List.of(AMD64, ARM64)));
        ledger.answer(granted(1, 1, AMD64, ARM64), 110);
        assertTrue(ledger.isOpen(1));
        assertEquals(List.of(ARM64), ledger.pending(1, List.of()));
        ledger.answer(granted(1, 2, ARM64), 120);
        assertFalse(ledger.isOpen(1));
        assertEquals(2, ledger.lastId());
    }

    @Test
    void aRefusalClosesARound() {
        ledger.want(1, 100);
        ledger.answer(new Placement.Refused(1, Problem.user("nobody can", "")), 110);
        assertEquals(List.of(), ledger.openRounds());
        assertEquals(List.of(), ledger.holds());
    }

    @Test
    void theEndOfAnAssignmentIsNewsOnce() {
        ledger.answer(granted(1, 1, AMD64), 110);
        assertEquals(List.of(new Hold("job#1:5", 1, on("n1", AMD64), 110)), ledger.holds());
        assertTrue(ledger.ended(1));
        assertFalse(ledger.ended(1));
        assertEquals(List.of(), ledger.holds());
        assertEquals(1, ledger.lastId(), "no id is given twice");
    }

    @Test
    void isTheSameAfterARestart() throws Exception {
        ledger.want(1, 100);
        ledger.want(2, 150);
        ledger.answer(granted(1, 1, AMD64, ARM64), 110);
        ledger.answer(granted(2, 2, AMD64), 160);
        ledger.ended(1);
        Ledger restored = ((Ledger) Run.XSTREAM2.fromXML(Run.XSTREAM2.toXML(ledger))).restored();
        assertEquals(ledger.answers(), restored.answers());
        assertEquals(ledger.holds(), restored.holds());
        assertEquals(List.of(1), restored.openRounds());
        assertEquals(List.of(ARM64), restored.pending(1, List.of()));
        assertEquals(100, restored.since(1));
        assertEquals(2, restored.lastId());
    }

    private static Placement granted(int round, int id, Platform platform, Platform... pending) {
        return new Placement.Granted(round, id, on("n" + id, platform), List.of(pending));
    }

    private static Assignment on(String node, Platform platform) {
        return new Assignment(node, List.of(new Assignment.Share(platform, false)));
    }
}
