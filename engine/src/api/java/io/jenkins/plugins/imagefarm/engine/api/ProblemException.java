package io.jenkins.plugins.imagefarm.engine.api;

/** Carries a {@link Problem} to where it is told to the user. */
public class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        this(problem, null);
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem != null ? problem : Problem.service(getMessage(), "");
    }
}
