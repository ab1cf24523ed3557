package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;

/** An s2i build that failed, or that could not be performed. */
final class S2iFailure extends ProblemException {
    private static final long serialVersionUID = 1L;

    private final S2iReason reason;

    S2iFailure(S2iReason reason, Problem problem) {
        this(reason, problem, null);
    }

    S2iFailure(S2iReason reason, Problem problem, Throwable cause) {
        super(reason.problem(problem), cause);
        this.reason = reason;
    }

    static S2iFailure user(S2iReason reason, String cause, String advice) {
        return new S2iFailure(reason, Problem.user(cause, advice));
    }

    S2iReason reason() {
        return reason;
    }
}
