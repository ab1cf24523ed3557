package io.jenkins.plugins.imagefarm.launch;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;

/**
 * What an engine is given. Never kept: the request is on the agent while the build runs, the secrets are looked up again when
 * they are needed again.
 *
 * @param attended whether the engine gives up when nobody looks after the build any more
 */
public record Assignment(BuildRequest request, Secrets secrets, boolean attended) {
    /** A build that goes on without Jenkins. */
    public Assignment(BuildRequest request, Secrets secrets) {
        this(request, secrets, false);
    }

    /** The same for a build that is nobody's when Jenkins has died. */
    public Assignment asAttended() {
        return new Assignment(request, secrets, true);
    }
}
