package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;

/**
 * Something failed that is not the builder: a registry, or a file of this machine. On another builder it would be the same, so a
 * farm does not go to one. A {@link BuildEngine} throws it where it can tell.
 */
public final class OutsideFaultException extends ProblemException {
    private static final long serialVersionUID = 1L;

    public OutsideFaultException(Problem problem, Throwable cause) {
        super(problem, cause);
    }
}
