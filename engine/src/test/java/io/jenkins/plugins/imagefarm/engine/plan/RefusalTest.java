package io.jenkins.plugins.imagefarm.engine.plan;

import static io.jenkins.plugins.imagefarm.engine.plan.TestNode.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void namesEveryNodeWithItsReason() {
        Decision.Refusal refusal = TestPlan.of("linux/amd64", "linux/s390x")
                .label("ssd")
                .needs(Feature.SECRETS)
                .excluded("n6", "connection lost")
                .refusedBy(
                        node("n1", "linux/amd64")
                                .emulating("linux/arm64", "linux/arm/v7")
                                .label("ssd"),
                        node("n2", "linux/s390x"),
                        node("n3", "linux/s390x").label("ssd").offline("new disk"),
                        node("n4", "linux/s390x").label("ssd").silent("no route to host"),
                        node("n5", "linux/s390x").label("ssd").without(Feature.SECRETS),
                        node("n6", "linux/s390x").label("ssd"),
                        node("n7", "linux/s390x").label("ssd").usedFor("linux/amd64"),
                        node("n8", "linux/s390x").label("ssd").notAsked());
        assertEquals(
                "No node builds linux/s390x:"
                        + " n1 builds linux/amd64, and linux/arm64 and linux/arm/v7 by emulation;"
                        + " n2 lacks the label ssd;"
                        + " n3 is offline: new disk;"
                        + " n4 does not answer: no route to host;"
                        + " n5 does not offer secrets;"
                        + " n6 failed in this build: connection lost;"
                        + " n7 is used for linux/amd64 only;"
                        + " n8 was not asked what it builds",
                refusal.problem().cause());
        assertEquals(8, refusal.reasons().size());
        assertEquals("does not offer secrets", refusal.reasons().get(4).why());
    }

    @Test
    void platformsWithTheSameReasonsShareALine() {
        assertEquals(
                "No node builds linux/s390x and linux/riscv64: n1 builds linux/amd64."
                        + " Name other platforms, or add a node for them.",
                TestPlan.of("linux/s390x", "linux/amd64", "linux/riscv64")
                        .refusedBy(node("n1", "linux/amd64"))
                        .problem()
                        .toString());
    }

    @Test
    void longFarmsAreCutInTheLineAndWholeInTheReasons() {
        TestNode[] farm = IntStream.range(0, 22)
                .mapToObj(i -> node("n" + i, "linux/amd64"))
                .toArray(TestNode[]::new);
        Decision.Refusal refusal = TestPlan.of("linux/s390x").refusedBy(farm);
        assertTrue(
                refusal.problem().cause().endsWith("n9 builds linux/amd64; and 12 more"),
                refusal.problem().cause());
        assertEquals(22, refusal.reasons().size());
    }

    @Test
    void nodesThatAreLostAreNotTheUsersFault() {
        Problem problem = TestPlan.of("linux/amd64")
                .refusedBy(node("n1", "linux/amd64").silent("connection refused"))
                .problem();
        assertEquals(Fault.SERVICE, problem.fault());
        assertEquals(
                "No node builds linux/amd64: n1 does not answer: connection refused."
                        + " Bring a node back, or choose others.",
                problem.toString());
        assertEquals(
                Fault.USER,
                TestPlan.of("linux/s390x")
                        .refusedBy(node("n1", "linux/amd64"))
                        .problem()
                        .fault());
    }

    @Test
    void whatIsLostMayHelpWhenItIsBack() {
        assertEquals(
                "No node builds linux/arm64: n1 builds linux/amd64; n2 does not answer: connection refused."
                        + " Bring back n2, or add another node for it.",
                TestPlan.of("linux/amd64", "linux/arm64")
                        .refusedBy(
                                node("n1", "linux/amd64"),
                                node("n2", "linux/arm64").silent("connection refused"))
                        .problem()
                        .toString());
    }

    @Test
    void withoutPlatformsAFarmWhereNobodyIsThereIsRefused() {
        Decision.Refusal refusal = TestPlan.of()
                .refusedBy(
                        node("n1", "linux/amd64").offline(""),
                        node("n2", "linux/amd64").silent("connection refused"),
                        node("n3", "linux/amd64").usedFor("linux/arm64"));
        assertEquals(
                "There is no node to build on: n1 is offline; n2 does not answer: connection refused;"
                        + " n3 builds none of linux/arm64 natively",
                refusal.problem().cause());
        assertEquals(3, refusal.reasons().size());
    }

    @Test
    void anEmptyFarmIsRefused() {
        assertEquals(
                "There is no node to build on: the farm has none",
                TestPlan.of().refusedBy().problem().cause());
    }
}
