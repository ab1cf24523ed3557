package io.jenkins.plugins.imagefarm.engine.s2i;

/** The scripts of the protocols. */
enum ScriptName {
    ASSEMBLE("assemble", "Assemble"),
    RUN("run", ""),
    SAVE_ARTIFACTS("save-artifacts", "RetrieveArtifacts"),
    ASSEMBLE_RUNTIME("assemble-runtime", "AssembleRuntime");

    private final String file;
    private final String stage;

    ScriptName(String file, String stage) {
        this.file = file;
        this.stage = stage;
    }

    /** Its name in s2i. */
    String file() {
        return file;
    }

    /** What source-to-image calls the stage of a build in which it runs; empty if it does not run in one. */
    String stage() {
        return stage;
    }
}
