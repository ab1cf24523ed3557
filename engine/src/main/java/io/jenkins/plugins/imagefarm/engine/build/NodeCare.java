package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;

/** Looks after what one kind of builder stores. Who has only so much time cancels. */
public interface NodeCare {
    /**
     * Bytes that images and build cache take.
     *
     * @throws ProblemException if the builder does not say
     * @throws CancelledException if it was cancelled
     */
    long diskUsed(Builder builder, BuilderKeys keys, Cancellation cancellation) throws InterruptedException;

    /**
     * Removes what nobody uses. What could be removed before something failed is told with the problem.
     *
     * @throws ProblemException if the builder cannot be reached, or cannot choose in this way; nothing was removed
     * @throws CancelledException if it was cancelled; some may be removed
     */
    Pruned prune(Builder builder, BuilderKeys keys, Inquiry.Prune what, Cancellation cancellation)
            throws InterruptedException;
}
