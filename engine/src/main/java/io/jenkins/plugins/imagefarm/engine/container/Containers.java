package io.jenkins.plugins.imagefarm.engine.container;

import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.transport.http.PingWatch;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The containers that one build has on one daemon, and its images there.
 *
 * <p>When the build is cancelled, or when the daemon has not answered for 30 s, what is asked of it ends. What makes something is given
 * some seconds more, so that it is known what has to be cleared up: a daemon goes on with it when nobody waits any more.
 */
public final class Containers implements AutoCloseable {
    private static final int GRACE_SECONDS = 20;

    private final ContainerDaemon daemon;
    private final Cancellation cancellation;
    private final Cancellation cut = new Cancellation();
    private final Cancellation late = new Cancellation();
    private final Cancellation.AutoCloseableAction registration;
    private final PingWatch watch;
    private volatile boolean lost;

    /** @param daemon is closed with it */
    public Containers(ContainerDaemon daemon, Cancellation cancellation) {
        this.daemon = daemon;
        this.cancellation = cancellation;
        registration = cancellation.onCancel(this::end);
        watch = new PingWatch(daemon::rest, () -> {
            lost = true;
            end();
        });
    }

    private void end() {
        cut.cancel();
        CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS).execute(late::cancel);
    }

    /** Something that is asked of the daemon. */
    @FunctionalInterface
    interface Question<T> {
        T ask(RestClient rest) throws IOException;
    }

    /**
     * @throws ProblemException if there is no answer, or none of use
     * @throws CancelledException if the build was cancelled
     */
    <T> T ask(Question<T> question) {
        return ask(question, cut);
    }

    /** The same of what has to be known even if the build is cancelled meanwhile. */
    <T> T finish(Question<T> question) {
        if (cut.isCancelled()) {
            throw ended(null);
        }
        return ask(question, late);
    }

    private <T> T ask(Question<T> question, Cancellation end) {
        try {
            return question.ask(daemon.rest(end));
        } catch (CancelledException e) {
            throw ended(e);
        } catch (ProblemException e) {
            if (cancellation.isCancelled()) {
                throw ended(e); // of a registry that was asked meanwhile
            }
            throw e;
        } catch (IOException e) {
            if (cut.isCancelled()) {
                throw ended(e);
            }
            throw daemon.problem(e);
        }
    }

    private RuntimeException ended(Exception cause) {
        return lost && !cancellation.isCancelled()
                ? new ProblemException(
                        Problem.service("The builder stopped answering: " + daemon, "Check that it runs."), cause)
                : new CancelledException();
    }

    /** Clears something up, whatever became of the build. What cannot be cleared up stays; there is nobody to tell. */
    void tidy(Question<?> question) {
        try {
            question.ask(daemon.rest(new Cancellation()));
        } catch (IOException e) {
            // The daemon does not answer, or does not want to.
        }
    }

    ContainerDaemon daemon() {
        return daemon;
    }

    /** That of the daemon's machine. */
    public Platform platform() {
        return daemon.platform();
    }

    /** The image that the daemon has under that name. */
    public Optional<StoredImage> image(ImageReference name) {
        return ask(rest -> daemon.image(rest, name.toString()));
    }

    /** @param platform null for the daemon's own */
    public void pull(ImageReference name, Platform platform) {
        ask(rest -> {
            daemon.pull(rest, name, platform);
            return null;
        });
    }

    /** Makes a container, which is there until it is closed. */
    public Container create(ContainerSpec spec) {
        Container container = new Container(this);
        try {
            finish(rest -> {
                daemon.create(rest, container.name(), spec);
                return null;
            });
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    /**
     * Names and pushes an image that was made of a container.
     *
     * @param progress gets the steps of it
     * @return what was made, in the keys of BuildKit's exporters
     */
    public Map<String, String> publish(String image, Destination destination, Consumer<StatusResponse> progress) {
        return ask(unused -> daemon.publish(image, destination, progress, cut));
    }

    @Override
    public String toString() {
        return daemon.toString();
    }

    @Override
    public void close() {
        watch.close();
        registration.close();
        daemon.close();
    }
}
