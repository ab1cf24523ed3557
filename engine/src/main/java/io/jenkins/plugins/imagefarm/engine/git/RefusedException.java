package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswer;
import java.io.IOException;
import java.util.Locale;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.RemoteRepositoryException;

/** The server answers, but does not give what it was asked for by its id. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ProblemException problem;

    RefusedException(ProblemException problem) {
        super(problem);
        this.problem = problem;
    }

    ProblemException problem() {
        return problem;
    }

    /** @param errors what the server said besides the protocol */
    static boolean is(IOException e, String errors) {
        String message = (e.getMessage() + errors).toLowerCase(Locale.ROOT);
        return NoAnswer.find(RemoteRepositoryException.class, e).isPresent()
                || NoAnswer.find(PackProtocolException.class, e).isPresent()
                || message.contains("not our ref")
                || message.contains("unadvertised object")
                || message.contains("not valid");
    }
}
