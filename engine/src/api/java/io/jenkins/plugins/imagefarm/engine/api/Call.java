package io.jenkins.plugins.imagefarm.engine.api;

/** What is wanted of a Dockerfile: buildx's {@code --call}. All but {@link #BUILD} only read it, run nothing and make nothing. */
public enum Call {
    BUILD(""),
    /** BuildKit's rules for Dockerfiles are checked; what breaks them is a warning. */
    CHECK("frontend.lint"),
    /** What can be given to a stage: arguments, secrets, SSH keys. */
    OUTLINE("frontend.outline"),
    /** The stages that can be built. */
    TARGETS("frontend.targets");

    private final String requestId;

    Call(String requestId) {
        this.requestId = requestId;
    }

    /** @throws ProblemException if there is no such call */
    public static Call of(String text) {
        return Choices.of(values(), "call", text);
    }

    public boolean isBuild() {
        return this == BUILD;
    }

    /** As a frontend knows it ({@code frontend/subrequests} in BuildKit); empty for a build. */
    public String requestId() {
        return requestId;
    }

    @Override
    public String toString() {
        return Choices.name(this);
    }
}
