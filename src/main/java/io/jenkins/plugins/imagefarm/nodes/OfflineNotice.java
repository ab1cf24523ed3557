package io.jenkins.plugins.imagefarm.nodes;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Why a node takes no builds. Not a record, which XStream cannot read. */
public final class OfflineNotice {
    private final String reason;
    private final String by;
    private final long since;

    /**
     * @param reason for people, one line
     * @param by the user's id
     * @param since milliseconds since 1970
     */
    public OfflineNotice(@NonNull String reason, @NonNull String by, long since) {
        this.reason = reason;
        this.by = by;
        this.since = since;
    }

    @NonNull
    public String reason() {
        return reason;
    }

    @NonNull
    public String by() {
        return by;
    }

    public long since() {
        return since;
    }
}
