package io.jenkins.plugins.imagefarm.engine.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeInquirerTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final NodeInfo INFO = new NodeInfo(BuilderType.BUILDKIT, "1", List.of(), List.of(), Set.of(), -1);

    private final Cancellation cancellation = new Cancellation();
    private final List<NodeReport> heard = new ArrayList<>();

    @Test
    void reportsStandInTheOrderOfTheNodesAndAreHeardAsTheyCome() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        NodeInquirer inquirer = new NodeInquirer((node, keys, own) -> {
            if (node.name().equals("n0")) {
                second.await();
            }
            return INFO;
        });
        List<NodeReport> reports = inquirer.ask(
                nodes(2),
                Secrets.none(),
                LONG,
                report -> {
                    heard.add(report);
                    second.countDown();
                },
                cancellation);
        assertEquals(List.of("n0", "n1"), reports.stream().map(NodeReport::node).toList());
        assertEquals(List.of("n1", "n0"), heard.stream().map(NodeReport::node).toList());
    }

    @Test
    void manyDeadNodesCostTheirTimeOnceAndTheAnswersOfTheOthersNothing() throws Exception {
        NodeInquirer inquirer = new NodeInquirer((node, keys, own) -> {
            if (node.name().endsWith("7")) {
                return INFO;
            }
            new CountDownLatch(1).await(); // deaf, also to being cancelled
            return null;
        });
        List<NodeReport> reports =
                inquirer.ask(nodes(100), Secrets.none(), Duration.ofMillis(500), heard::add, cancellation);
        assertEquals(10, reports.stream().filter(NodeReport::hasAnswered).count());
        assertTrue(heard.subList(0, 10).stream().allMatch(NodeReport::hasAnswered));
        Problem problem = reports.get(0).problem();
        assertEquals(Fault.SERVICE, problem.fault());
        assertEquals("No builder answers: unix:///n0 does not answer within 0.5 s", problem.cause());
    }

    @Test
    void whoIsLateIsCancelled() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        NodeInquirer inquirer = new NodeInquirer((node, keys, own) -> {
            own.onCancel(told::countDown);
            told.await();
            throw new CancelledException();
        });
        List<NodeReport> reports =
                inquirer.ask(nodes(1), Secrets.none(), Duration.ofMillis(100), heard::add, cancellation);
        assertTrue(reports.get(0).problem().cause().contains("does not answer within 0.1 s"));
        told.await();
    }

    @Test
    void aProblemIsTheReport() throws Exception {
        Problem problem = Problem.user("no", "");
        NodeInquirer inquirer = new NodeInquirer((node, keys, own) -> {
            throw new ProblemException(problem);
        });
        assertEquals(
                problem,
                inquirer.ask(nodes(1), Secrets.none(), LONG, heard::add, cancellation)
                        .get(0)
                        .problem());
    }

    @Test
    void cancellingEndsTheInquiry() {
        CountDownLatch asked = new CountDownLatch(3);
        NodeInquirer inquirer = new NodeInquirer((node, keys, own) -> {
            asked.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        Thread canceller = new Thread(() -> {
            try {
                asked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            cancellation.cancel();
        });
        canceller.start();
        assertThrows(
                CancelledException.class, () -> inquirer.ask(nodes(3), Secrets.none(), LONG, heard::add, cancellation));
    }

    private static List<FarmNode> nodes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new FarmNode(
                        new Builder("n" + i, "unix:///n" + i, BuilderType.AUTO, ""), 1, 0, 1, List.of(), List.of()))
                .toList();
    }
}
