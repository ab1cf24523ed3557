package io.jenkins.plugins.imagefarm.engine.s2i;

/** The scripts of the protocols. */
enum ScriptName {
    ASSEMBLE("assemble"),
    RUN("run"),
    SAVE_ARTIFACTS("save-artifacts"),
    ASSEMBLE_RUNTIME("assemble-runtime");

    private final String file;

    ScriptName(String file) {
        this.file = file;
    }

    /** Its name in s2i. */
    String file() {
        return file;
    }
}
