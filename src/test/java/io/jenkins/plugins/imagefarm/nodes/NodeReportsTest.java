package io.jenkins.plugins.imagefarm.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeReportsTest {
    private static final Builder SSH = builder("n1", "ssh://host/run/podman.sock");
    private static final Builder TCP = builder("n2", "tcp://host:1234");
    private static final Builder UNIX = builder("n3", "unix:///run/docker.sock");

    private final Time time = new Time();
    private final NodeReports reports = new NodeReports(time);

    @Test
    void whatANodeSaidIsKnownForAWhile() {
        reports.answered("", SSH, alive("n1", -1));
        time.pass(Duration.ofSeconds(59));
        assertEquals(List.of("n1"), fresh("", SSH, TCP));
        time.pass(Duration.ofSeconds(2));
        assertEquals(List.of(), fresh("", SSH, TCP));
    }

    @Test
    void aDeadNodeIsKnownToBeDead() {
        reports.answered("", SSH, alive("n1", -1));
        reports.answered("", TCP, dead("n2"));
        assertEquals(List.of("n1", "n2"), fresh("", SSH, TCP));
    }

    @Test
    void aBuildIsNotRefusedForWhatIsOnlyRemembered() {
        reports.answered("", SSH, dead("n1"));
        reports.answered("", TCP, dead("n2"));
        assertEquals(List.of(), fresh("", SSH, TCP));
    }

    @Test
    void aChangedRegistrationForgets() {
        reports.answered("", SSH, alive("n1", -1));
        for (Builder changed : List.of(
                builder("n1", "ssh://other/run/podman.sock"),
                new Builder("n1", SSH.uri(), BuilderType.PODMAN, ""),
                new Builder("n1", SSH.uri(), BuilderType.AUTO, "host ssh-ed25519 AAAA"))) {
            assertEquals(List.of(), fresh("", changed));
            assertTrue(reports.find(changed).isEmpty());
        }
        Builder moved = builder("n1", "tcp://elsewhere:1");
        reports.answered("", moved, alive("n1", -1));
        assertTrue(reports.find(SSH).isEmpty());
    }

    @Test
    void theUserThatCredentialsGiveDoesNotMakeItAnother() {
        reports.answered("", builder("n1", "ssh://user@host/run/podman.sock"), alive("n1", -1));
        assertEquals(List.of("n1"), fresh("", SSH));
    }

    @Test
    void aSocketOfAnAgentIsAnotherDaemonOnEveryAgent() {
        reports.answered("agent1", UNIX, alive("n3", -1));
        reports.answered("agent1", TCP, alive("n2", -1));
        assertEquals(List.of("n2", "n3"), fresh("agent1", TCP, UNIX));
        assertEquals(List.of("n2"), fresh("agent2", TCP, UNIX));
        time.pass(Duration.ofSeconds(1));
        reports.answered("agent2", UNIX, dead("n3"));
        assertEquals(List.of("n3"), fresh("agent1", UNIX));
        assertFalse(reports.find(UNIX).orElseThrow().isReachable(), "pages show who asked last");
    }

    @Test
    void whatWasKnownOfADeadNodeIsStillShown() {
        reports.answered("", SSH, dead("n1"));
        assertNull(reports.find(SSH).orElseThrow().info());
        reports.answered("", SSH, alive("n1", 5));
        time.pass(Duration.ofSeconds(1));
        reports.answered("", SSH, alive("n1", -1));
        SeenNode seen = reports.find(SSH).orElseThrow();
        assertTrue(seen.isReachable());
        assertEquals(5, seen.diskUsed());
        assertEquals(time.millis() - 1000, seen.diskAt());
        assertEquals("gone", seen.problem().cause());
        reports.answered("", SSH, dead("n1"));
        assertEquals("1", reports.find(SSH).orElseThrow().info().version());
    }

    private List<String> fresh(String machine, Builder... builders) {
        List<FarmNode> nodes = Stream.of(builders)
                .map(builder -> new FarmNode(builder, 1, 0, 1, List.of(), List.of()))
                .toList();
        return reports.fresh(machine, nodes, NodeReports.FRESH).stream()
                .map(NodeReport::node)
                .toList();
    }

    private static Builder builder(String name, String uri) {
        return new Builder(name, uri, BuilderType.AUTO, "");
    }

    private static NodeReport alive(String node, long disk) {
        return new NodeReport(
                node, new NodeInfo(BuilderType.BUILDKIT, "1", List.of(), List.of(), Set.of(), disk), null, 0, 1);
    }

    private static NodeReport dead(String node) {
        return new NodeReport(node, null, Problem.service("gone", ""), 0, 1);
    }

    private static final class Time extends Clock {
        private Instant now = Instant.ofEpochMilli(1_700_000_000_000L);

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
