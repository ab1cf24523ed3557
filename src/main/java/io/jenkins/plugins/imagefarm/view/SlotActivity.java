package io.jenkins.plugins.imagefarm.view;

import hudson.Extension;
import io.jenkins.plugins.imagefarm.queue.BuildName;
import io.jenkins.plugins.imagefarm.queue.SlotState;
import io.jenkins.plugins.imagefarm.queue.Slots;

/** What the slots tell. */
@Extension(ordinal = -100)
public final class SlotActivity extends FarmActivity {
    @Override
    public Moment now() {
        SlotState state = Slots.get().state();
        return new Moment(state.holds(), state.waiting());
    }

    @Override
    public String run(String build) {
        return BuildName.parse(build).run();
    }

    @Override
    public void reconsider() {
        Slots.get().reconsider();
    }

    @Override
    public void forget(String node) {
        Slots.get().forget(node);
    }
}
