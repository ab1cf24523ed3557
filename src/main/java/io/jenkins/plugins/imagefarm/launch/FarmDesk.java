package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import java.util.List;

/**
 * Where a build on a farm asks for nodes. Nothing here waits: questions are noted, and answers are there when they are.
 *
 * <p>Every session tells all events of the build again from the first one, because that is simpler than to keep how far the last
 * session came, and the events themselves say what is known already.
 */
public interface FarmDesk {
    /** An engine is started to build that, so what an earlier one was granted is void. */
    void begin(@NonNull BuildRequest request);

    /** What is built; told once in every session, before any event. */
    void take(@NonNull BuildRequest request);

    /** One of the events that concern the farm, in their order. */
    void tell(@NonNull BuildEvent event);

    /** All answers to this build until now in their order, also those of earlier sessions. */
    @NonNull
    List<BuildAnswer> answers();

    /** Why the build waits for a node, one line that may change; empty while it does not wait. */
    @NonNull
    String waiting();
}
