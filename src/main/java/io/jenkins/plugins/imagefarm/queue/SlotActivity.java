package io.jenkins.plugins.imagefarm.queue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.plan.Waiting;
import io.jenkins.plugins.imagefarm.nodes.FarmActivity;
import java.util.List;

/** Shows the {@link Slots} to pages and steps. */
@Extension
public final class SlotActivity extends FarmActivity {
    @NonNull
    @Override
    public List<Hold> holds() {
        return Slots.get().state().holds();
    }

    @NonNull
    @Override
    public List<Waiting> waiting() {
        return Slots.get().state().waiting();
    }

    @CheckForNull
    @Override
    public Run<?, ?> run(@NonNull String build) {
        return Slots.run(build);
    }
}
