package io.jenkins.plugins.imagefarm.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentState;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What is known of nodes when Jenkins starts again. */
class NodesRestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void offlineSurvivesARestart() throws Throwable {
        sessions.then(jenkins -> {
            NodeOffline.get().take("n1", new OfflineNotice("disk is <full>", "admin", 5));
            NodeOffline.get().take("n2", new OfflineNotice("moved", "admin", 6));
            NodeOffline.get().bringBack("n2");
        });
        sessions.then(jenkins -> {
            OfflineNotice notice = NodeOffline.get().find("n1").orElseThrow();
            assertEquals("admin", notice.by());
            assertEquals(5, notice.since());
            assertEquals("disk is <full>", NodeOffline.get().reason("n1"));
            assertNull(NodeOffline.get().reason("n2"));
            NodeOffline.get().bringBack("n1");
            NodeOffline.get().bringBack("n1");
        });
        sessions.then(jenkins -> assertNull(NodeOffline.get().reason("n1")));
    }

    @Test
    void lastBuildsSurviveARestart() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleBuild run = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("job"));
            NodeHistory history = NodeHistory.get();
            for (int i = 1; i <= NodeHistory.MOST + 2; i++) {
                history.changed(run, event(AssignmentState.STARTED, i, ""));
                history.changed(run, event(AssignmentState.DONE, i, ""));
            }
            history.changed(run, event(AssignmentState.MOVED, 99, "gone"));
            history.save();
        });
        sessions.then(jenkins -> {
            List<PastBuild> builds = NodeHistory.get().of("n1");
            assertEquals(NodeHistory.MOST, builds.size());
            PastBuild last = builds.get(0);
            assertEquals("job#1", last.run());
            assertEquals("linux/amd64, linux/arm64 (emulated)", last.platforms());
            assertEquals("MOVED", last.state());
            assertEquals("gone", last.error());
            assertEquals(99, last.durationMs());
            assertEquals(NodeHistory.MOST + 2, builds.get(1).durationMs());
            assertEquals(List.of(), NodeHistory.get().of("n2"));
        });
    }

    private static AssignmentChanged event(AssignmentState state, long durationMs, String error) {
        Assignment assignment = new Assignment(
                "n1",
                List.of(
                        new Assignment.Share(Platform.valueOf("linux/amd64"), false),
                        new Assignment.Share(Platform.valueOf("linux/arm64"), true)));
        return new AssignmentChanged(1, 1, 1, assignment, state, Map.of(), durationMs, error);
    }
}
