package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import java.net.URI;
import java.util.Map;

/** Tells how an s2i build ended to whoever wants to know, in whatever way it ended; that changes nothing about the build. */
public final class CallbackEngine implements BuildEngine {
    private final BuildEngine builds;

    /** @param builds does the builds, from fetching their source on */
    public CallbackEngine(BuildEngine builds) {
        this.builds = builds;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        if (request.s2i() == null || request.s2i().callbackUrl() == null || request.isDryRun()) {
            return builds.build(request, secrets, reporter, cancellation);
        }
        Callback callback = new Callback(URI.create(request.s2i().callbackUrl()), reporter::say);
        boolean success = false;
        try {
            Outcome outcome = builds.build(request, secrets, reporter, cancellation);
            success = true;
            return outcome;
        } finally {
            S2iReport report = reporter.s2i();
            callback.call(success, success && report != null ? report.labels() : Map.of());
        }
    }
}
