package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import java.util.Map;

/** Tells in s2i's words that the source of an s2i build could not be fetched. Whoever fetches it knows nothing of s2i. */
public final class SourceFailureEngine implements BuildEngine {
    private final BuildEngine builds;

    /** @param builds does the builds, from fetching their source on */
    public SourceFailureEngine(BuildEngine builds) {
        this.builds = builds;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        try {
            return builds.build(request, secrets, reporter, cancellation);
        } catch (ProblemException e) {
            boolean isFetched = request.source().git() == null || reporter.s2i() != null;
            if (request.s2i() == null || isFetched) {
                throw e;
            }
            S2iReason reason = S2iReason.FETCH_SOURCE_FAILED;
            reporter.s2i(new S2iReport(request.s2i().protocol(), Map.of(), false, Map.of(), Map.of(), reason));
            throw new S2iFailure(reason, e.problem(), e);
        }
    }
}
