package io.jenkins.plugins.imagefarm.view;

import hudson.model.Run;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.plan.Waiting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Slots as a test wants them. A build is named by its run's id. Subclass it with {@code @TestExtension} in a test. */
public abstract class PlayedActivity extends FarmActivity {
    final List<Hold> holds = Collections.synchronizedList(new ArrayList<>());
    final List<Waiting> waiting = Collections.synchronizedList(new ArrayList<>());

    /** What the page told the queue. */
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    void hold(Run<?, ?> run, String node, String platform) {
        holds.add(new Hold(run.getExternalizableId(), holds.size() + 1, assignment(node, platform), ago(90)));
    }

    void waits(Run<?, ?> run, String node, String platform, String reason) {
        waiting.add(new Waiting(
                run.getExternalizableId(), assignment(node, platform), waiting.size() + 1, reason, ago(30)));
    }

    static Assignment assignment(String node, String platform) {
        return new Assignment(
                node, List.of(new Assignment.Share(Platform.valueOf(platform), platform.endsWith("arm64"))));
    }

    private static long ago(int seconds) {
        return System.currentTimeMillis() - seconds * 1000L;
    }

    @Override
    public Moment now() {
        return new Moment(holds, waiting);
    }

    @Override
    public String run(String build) {
        return build;
    }

    @Override
    public void reconsider() {
        told.add("reconsider");
    }

    @Override
    public void forget(String node) {
        told.add("forget " + node);
    }
}
