package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.nio.file.Path;
import java.time.Duration;

/** Makes ordinary builds of s2i builds; all others go through as they are. */
public final class S2iEngine implements BuildEngine {
    private static final Duration SAVE_LIMIT = Duration.ofMinutes(10);

    private final BuildEngine builders;
    private final LoginSource logins;
    private final Path folder;
    private final Duration saveLimit;

    /**
     * @param builders build what has a Dockerfile
     * @param logins used after those that come with the request's secrets
     * @param folder where contexts are put together; null for where this machine's temporary files are
     */
    public S2iEngine(BuildEngine builders, LoginSource logins, Path folder) {
        this(builders, logins, folder, SAVE_LIMIT);
    }

    /** @param saveLimit for how long save-artifacts may run */
    S2iEngine(BuildEngine builders, LoginSource logins, Path folder, Duration saveLimit) {
        this.builders = builders;
        this.logins = logins;
        this.folder = folder;
        this.saveLimit = saveLimit;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        boolean dryRun = request.farm() != null && request.farm().rules().dryRun();
        if (request.s2i() == null || dryRun) {
            return builders.build(request, secrets, reporter, cancellation);
        }
        LoginSource known = LoginSource.of(secrets.logins()).orElse(logins);
        return new S2iRun(request, known, reporter, saveLimit, folder)
                .run((dockerfile, attempt) -> attempt.run(builders, dockerfile, secrets, reporter, cancellation));
    }
}
