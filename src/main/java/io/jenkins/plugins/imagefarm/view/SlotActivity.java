package io.jenkins.plugins.imagefarm.view;

import hudson.Extension;
import java.util.List;

/** What the slots tell. */
@Extension(ordinal = -100)
public final class SlotActivity extends FarmActivity {
    @Override
    public Moment now() {
        return new Moment(List.of(), List.of());
    }

    @Override
    public String run(String build) {
        return build;
    }

    @Override
    public void reconsider() {
        // Nothing gives out slots yet.
    }

    @Override
    public void forget(String node) {
        // Nothing gives out slots yet.
    }
}
