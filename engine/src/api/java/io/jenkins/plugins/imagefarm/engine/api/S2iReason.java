package io.jenkins.plugins.imagefarm.engine.api;

/** Why an s2i build failed, in source-to-image's names. */
public enum S2iReason {
    ASSEMBLE_FAILED("AssembleFailed", true),
    DOCKER_IMAGE_BUILD_FAILED("DockerImageBuildFailed", true),
    PULL_BUILDER_IMAGE_FAILED("PullBuilderImageFailed", false),
    PULL_RUNTIME_IMAGE_FAILED("PullRuntimeImageFailed", false),
    FETCH_SOURCE_FAILED("FetchSourceFailed", false),
    FETCH_SCRIPTS_FAILED("FetchScriptsFailed", false),
    INSTALL_SCRIPTS_FAILED("InstallScriptsFailed", false),
    INVALID_ARTIFACTS_MAPPING("InvalidArtifactsMapping", false),
    FETCH_RUNTIME_ARTIFACTS_FAILED("FetchRuntimeArtifactsFailed", false),
    CONTAINER_COMMIT_FAILED("ContainerCommitFailed", false),
    DOCKERFILE_CREATION_FAILED("DockerFileCreationFailed", false),
    FILE_SYSTEM_OPERATION_FAILED("FileSystemOperationFailed", false),
    ON_BUILD_FORBIDDEN("OnBuildForbidden", false),
    ASSEMBLE_USER_FORBIDDEN("AssembleUserForbidden", false),
    GENERIC_S2I_BUILD_FAILED("GenericS2IBuildFailed", false);

    private final String text;
    private final boolean performed;

    S2iReason(String text, boolean performed) {
        this.text = text;
        this.performed = performed;
    }

    /** source-to-image's name. */
    public String text() {
        return text;
    }

    /** Whether the build was performed and its scripts failed; else it could not be performed. */
    public boolean isPerformed() {
        return performed;
    }

    /** The problem with this reason in its words. */
    public Problem problem(Problem problem) {
        String what = performed ? "The build failed" : "The build could not be performed";
        return new Problem(problem.fault(), what + " (" + text + "): " + problem.cause(), problem.advice());
    }
}
