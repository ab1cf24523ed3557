package io.jenkins.plugins.imagefarm.engine.api;

/** How an s2i build is carried out. Both give images that behave the same. */
public enum S2iMethod {
    /** A Dockerfile is made of it, which any builder builds. */
    BUILD,
    /** Scripts run in containers of a Docker or Podman, which makes images of them. */
    RUN;

    /** @throws ProblemException if it is none of them */
    public static S2iMethod of(String text) {
        return Choices.of(values(), "The method", text);
    }
}
