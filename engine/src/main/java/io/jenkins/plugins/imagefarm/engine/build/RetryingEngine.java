package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Tries a build again after a service's fault, up to {@link Limits#retries()} times, with growing pauses. A user's fault is
 * never tried again.
 */
public final class RetryingEngine implements BuildEngine {
    private final BuildEngine engine;
    private final Predicate<ProblemException> again;

    /** After every service's fault. */
    public RetryingEngine(BuildEngine engine) {
        this(engine, unused -> true);
    }

    /** @param again which of the services' faults are worth another try with the same builder */
    public RetryingEngine(BuildEngine engine, Predicate<ProblemException> again) {
        this.engine = engine;
        this.again = again;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        int retries = request.limits().retries();
        BackOff backOff = BackOff.from(Duration.ofMillis(request.limits().retryDelayMs()));
        for (int failures = 0; ; ) {
            if (cancellation.isCancelled()) {
                throw new CancelledException();
            }
            try {
                return engine.build(request, secrets, reporter, cancellation);
            } catch (ProblemException e) {
                if (e.problem().fault() == Fault.USER || ++failures > retries || !again.test(e)) {
                    throw e;
                }
                Duration wait = backOff.after(failures);
                reporter.retry(e.problem(), failures, retries, wait);
                pause(wait, cancellation);
            }
        }
    }

    private static void pause(Duration wait, Cancellation cancellation) throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (var registration = cancellation.onCancel(cancelled::countDown)) {
            if (cancelled.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CancelledException();
            }
        }
    }
}
