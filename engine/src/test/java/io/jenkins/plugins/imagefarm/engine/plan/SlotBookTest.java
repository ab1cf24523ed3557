package io.jenkins.plugins.imagefarm.engine.plan;

import static io.jenkins.plugins.imagefarm.engine.plan.TestNode.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Assignment.Share;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Strategy;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotBookTest {
    private final SlotBook book = new SlotBook(List.of());
    private final Map<String, String> offline = new HashMap<>();
    private final TestNode amd = node("amd", "linux/amd64").slots(1);
    private final TestNode arm = node("arm", "linux/arm64").slots(1);

    private static Wish wish(String build, TestPlan plan, TestNode... nodes) {
        return new Wish(build, 1, plan.request(), TestPlan.candidates(nodes), 7);
    }

    private List<String> dispatch() {
        return dispatch(book);
    }

    private List<String> dispatch(SlotBook of) {
        return of.dispatch(offline::get, 100).stream().map(SlotBookTest::text).toList();
    }

    private static String text(Answer answer) {
        if (answer.placement() instanceof Placement.Granted granted) {
            return answer.build() + " #" + granted.id() + " " + TestPlan.text(granted.assignment())
                    + (granted.pending().isEmpty() ? "" : ", pending " + granted.pending());
        }
        return answer.build() + " "
                + (answer.placement() instanceof Placement.Refused refused
                        ? refused.problem().cause()
                        : answer.placement());
    }

    private List<String> waiting() {
        return book.waiting().stream()
                .map(each -> each.position() + " " + each.build() + " " + TestPlan.text(each.assignment()) + ": "
                        + each.reason())
                .toList();
    }

    @Test
    void aWishIsGrantedInPartsAndSaysWhatStillWaits() {
        book.want(wish("a", TestPlan.of("linux/amd64"), amd));
        assertEquals(List.of("a #1 linux/amd64 @ amd"), dispatch());

        book.want(wish("b", TestPlan.of("linux/amd64", "linux/arm64"), amd, arm));
        assertEquals(List.of("b #1 linux/arm64 @ arm, pending [linux/amd64]"), dispatch());
        assertEquals(List.of("1 b linux/amd64 @ amd: amd runs 1 of 1 build"), waiting());
        assertEquals(Map.of("amd", new Load(1, 1), "arm", new Load(1, 0)), book.loads());
        assertEquals(List.of(), dispatch(), "nothing has changed");

        book.ended("a", 1);
        assertEquals(List.of("b #2 linux/amd64 @ amd"), dispatch());
        assertEquals(List.of(), waiting());
    }

    @Test
    void twoGrantsAtOnceEachSayWhatWaitsAfterThem() {
        book.want(wish("a", TestPlan.of("linux/amd64", "linux/arm64"), amd, arm));
        assertEquals(List.of("a #1 linux/amd64 @ amd, pending [linux/arm64]", "a #2 linux/arm64 @ arm"), dispatch());
    }

    @Test
    void aWishWithoutPlatformsWantsThoseOfItsFirstDispatch() {
        book.want(wish("a", TestPlan.of("linux/amd64"), amd));
        book.want(wish("b", TestPlan.of(), amd, arm));
        dispatch();
        assertEquals(List.of("1 b linux/amd64 @ amd: amd runs 1 of 1 build"), waiting());
        book.ended("a", 1);
        assertEquals(List.of("b #2 linux/amd64 @ amd"), dispatch());
    }

    @Test
    void whoeverWaitsLongestIsFirstAndKeepsNobodyElseBack() {
        TestPlan forAmd = TestPlan.of("linux/amd64");
        book.want(wish("a", forAmd, amd));
        book.want(wish("b", forAmd, amd));
        book.want(wish("c", forAmd, amd));
        book.want(wish("d", TestPlan.of("linux/arm64"), arm));
        assertEquals(List.of("a #1 linux/amd64 @ amd", "d #1 linux/arm64 @ arm"), dispatch());
        assertEquals(
                List.of("1 b linux/amd64 @ amd: amd runs 1 of 1 build", "2 c linux/amd64 @ amd: amd runs 1 of 1 build"),
                waiting());
        book.leave("a");
        assertEquals(List.of("b #1 linux/amd64 @ amd"), dispatch());
    }

    @Test
    void aBuildThatWaitsTakesWhicheverNodeIsFreeFirst() {
        TestPlan forAmd = TestPlan.of("linux/amd64");
        TestNode other = node("other", "linux/amd64").slots(1);
        book.want(wish("a", forAmd, amd, other));
        book.want(wish("b", forAmd, amd, other));
        book.want(wish("c", forAmd, amd, other));
        dispatch();
        book.ended("b", 1);
        assertEquals(List.of("c #1 linux/amd64 @ other"), dispatch());
    }

    @Test
    void aBuildThatMayEmulateOnlyAsAFallbackWaitsForTheNativeNode() {
        TestNode emulating = node("amd", "linux/amd64").emulating("linux/arm64").slots(2);
        TestPlan forArm = TestPlan.of("linux/arm64");
        book.want(wish("a", forArm, emulating, arm));
        book.want(wish("b", forArm, emulating, arm));
        book.want(wish("c", TestPlan.of("linux/arm64").emulation(Emulation.ALLOW), emulating, arm));
        assertEquals(List.of("a #1 linux/arm64 @ arm", "c #1 linux/arm64 (emulated) @ amd"), dispatch());
        assertEquals(List.of("1 b linux/arm64 @ arm: arm runs 1 of 1 build"), waiting());

        offline.put("arm", "moved to another rack");
        assertEquals(List.of("b #1 linux/arm64 (emulated) @ amd"), dispatch(), "there is no native node any more");
    }

    @Test
    void aWarmNodeIsWaitedForAndOthersMayPass() {
        TestNode warm = node("warm", "linux/amd64").slots(4);
        TestNode cold = node("cold", "linux/amd64").slots(4);
        TestPlan first = TestPlan.of("linux/amd64");
        for (int i = 0; i < 7; i++) {
            book.want(wish("a" + i, first, warm, cold)); // four on the first, three on the second
        }
        book.want(wish(
                "b", TestPlan.of("linux/amd64").strategy(Strategy.STICKY).last("linux/amd64", "warm"), warm, cold));
        book.want(wish("c", first, warm, cold));
        assertEquals("c #1 linux/amd64 @ cold", dispatch().get(7));
        assertEquals(List.of("1 b linux/amd64 @ warm: warm runs 4 of 4 builds"), waiting());
        book.ended("a0", 1);
        assertEquals(List.of("b #1 linux/amd64 @ warm"), dispatch());
    }

    @Test
    void holdsOfAnEarlierSessionCountAndTheirIdsAreNotGivenAgain() {
        Assignment held = new Assignment("amd", List.of(new Share(Platform.valueOf("linux/amd64"), false)));
        SlotBook restored = new SlotBook(List.of(new Hold("a", 4, held, 1), new Hold("b", 1, held, 1)));
        restored.want(wish("a", TestPlan.of("linux/amd64"), amd));
        assertEquals(List.of(), dispatch(restored), "two builds run on a node whose limit is one by now");
        assertEquals("amd runs 2 of 1 build", restored.waiting().get(0).reason());
        restored.ended("b", 1);
        assertEquals(List.of(), dispatch(restored));
        restored.ended("a", 4);
        assertEquals(List.of("a #5 linux/amd64 @ amd"), dispatch(restored));
    }

    @Test
    void aWishOfAnEarlierSessionGoesOnWithThePlatformsThatWereLeft() {
        SlotBook restored = new SlotBook(List.of());
        restored.want(new Wish("a", 1, TestPlan.of("linux/arm64").request(), TestPlan.candidates(amd, arm), 7, 3));
        assertEquals(List.of("a #4 linux/arm64 @ arm"), dispatch(restored));
    }

    @Test
    void aWishThatBecomesImpossibleIsRefusedWithReasons() {
        book.want(wish("a", TestPlan.of("linux/amd64"), amd));
        book.want(wish("b", TestPlan.of("linux/amd64", "linux/arm64"), amd, arm));
        dispatch();
        offline.put("amd", "new disk");
        assertEquals(
                List.of("b No node builds linux/amd64: amd is offline: new disk; arm builds linux/arm64"), dispatch());
        assertEquals(List.of(), waiting());
        assertEquals(2, book.holds().size(), "what was granted runs until it is ended");
        assertEquals(List.of(), dispatch());
    }

    @Test
    void aNodeThatFailedInABuildIsNotTakenForWhatTheBuildStillWaitsFor() {
        TestNode other = node("other", "linux/amd64", "linux/386").slots(1);
        TestNode first = node("first", "linux/amd64", "linux/386").slots(1).onePlatformAtATime();
        book.want(wish("x", TestPlan.of("linux/386"), other));
        book.want(wish("a", TestPlan.of("linux/amd64", "linux/386"), first, other));
        assertEquals(List.of("x #1 linux/386 @ other", "a #1 linux/amd64 @ first, pending [linux/386]"), dispatch());
        book.ended("a", 1);
        book.want(new Wish(
                "a",
                2,
                TestPlan.of("linux/amd64").excluded("first", "connection lost").request(),
                TestPlan.candidates(first, other),
                8));
        assertEquals(List.of(), dispatch());
        book.leave("x");
        assertEquals(List.of("a #2 linux/386 @ other"), dispatch());
    }

    @Test
    void aDryRunIsPlannedAtOnceAndKeepsNothing() {
        book.want(wish("a", TestPlan.of("linux/amd64"), amd));
        dispatch();
        book.want(wish("b", TestPlan.of("linux/amd64").dryRun(), amd));
        List<Answer> answers = book.dispatch(offline::get, 100);
        Placement.Planned planned =
                assertInstanceOf(Placement.Planned.class, answers.get(0).placement());
        assertEquals("linux/amd64 @ amd", TestPlan.text(planned.assignments().get(0)));
        assertEquals(1, book.holds().size());
        assertEquals(List.of(), book.waiting());
    }

    @Test
    void whatIsNotKnownIsIgnored() {
        book.ended("nobody", 1);
        book.leave("nobody");
        Wish wish = wish("a", TestPlan.of("linux/amd64"), amd);
        book.want(wish);
        book.want(wish);
        assertEquals(1, dispatch().size());
    }
}
