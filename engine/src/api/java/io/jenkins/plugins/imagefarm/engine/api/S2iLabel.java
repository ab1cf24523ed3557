package io.jenkins.plugins.imagefarm.engine.api;

/** Labels that say what an application image was made of, in source-to-image's names. */
public enum S2iLabel {
    /** The builder image. */
    IMAGE("image"),
    COMMIT_ID("commit.id"),
    /** The branch or tag that was asked for; {@code HEAD} if none was. */
    COMMIT_REF("commit.ref"),
    /** As {@code Name <address>}. */
    COMMIT_AUTHOR("commit.author"),
    /** When it was written, as Git shows it. */
    COMMIT_DATE("commit.date"),
    /** Its first line. */
    COMMIT_MESSAGE("commit.message"),
    /** Where the repository is. */
    SOURCE_LOCATION("source-location"),
    /** The folder of the source that was built. */
    SOURCE_CONTEXT_DIR("source-context-dir");

    private static final String PREFIX = "io.openshift.s2i.build.";

    private final String key;

    S2iLabel(String name) {
        key = PREFIX + name;
    }

    public String key() {
        return key;
    }
}
