package io.jenkins.plugins.imagefarm.engine.build;

/** The build was cancelled. */
public class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CancelledException() {
        super("the build was cancelled");
    }
}
