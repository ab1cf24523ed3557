package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.IOException;
import java.time.Duration;

/**
 * The Podman that one build or question is about: turns what goes wrong on the way there into problems.
 *
 * @param cancellation ends every question
 */
record PodmanNode(Transport transport, Cancellation cancellation) {
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /** Something to ask. */
    @FunctionalInterface
    interface Question<T> {
        T ask(LibpodApi api) throws IOException;
    }

    /**
     * @throws ProblemException if there is no answer, or none of use
     * @throws CancelledException if it was cancelled
     */
    <T> T ask(Question<T> question) {
        try {
            return question.ask(new LibpodApi(new RestClient(transport, cancellation)));
        } catch (IOException e) {
            if (cancellation.isCancelled()) {
                throw new CancelledException();
            }
            throw problem(e);
        }
    }

    /** Clears something up, also after the build was cancelled. What cannot be cleared up stays; there is nobody to tell. */
    void tidy(Question<?> question) {
        try {
            question.ask(new LibpodApi(new RestClient(transport, new Cancellation()), LAST_WORDS));
        } catch (IOException e) {
            // The node does not answer, or does not want to.
        }
    }

    ProblemException problem(IOException e) {
        if (e instanceof RestStatusException status) {
            return new ProblemException(
                    Problem.service("Podman at " + transport.uri() + " says: " + status.getMessage(), ""), e);
        }
        return new ProblemException(transport.why(e).problem("The builder " + transport.uri()), e);
    }
}
