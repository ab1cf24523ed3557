package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

/** What speaks BuildKit's API at an address. */
public enum BuilderKind {
    BUILDKITD("BuildKit"),
    /** The BuildKit inside a Docker daemon. */
    DOCKER("Docker's BuildKit");

    private final String title;

    BuilderKind(String title) {
        this.title = title;
    }

    @Override
    public String toString() {
        return title;
    }
}
