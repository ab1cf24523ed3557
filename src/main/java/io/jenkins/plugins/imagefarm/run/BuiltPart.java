package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.imagefarm.engine.api.BuiltPlatform;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One platform of an image that a farm built, as it is kept with the run. */
@ExportedBean(defaultVisibility = 4)
public final class BuiltPart {
    private final String platform;
    private final String digest;
    private final String node;
    private final boolean emulated;
    private final long durationMs;

    private BuiltPart(String platform, @CheckForNull String digest, String node, boolean emulated, long durationMs) {
        this.platform = platform;
        this.digest = digest;
        this.node = node;
        this.emulated = emulated;
        this.durationMs = durationMs;
    }

    static BuiltPart of(BuiltPlatform built) {
        return new BuiltPart(
                built.platform().toString(),
                built.digest() == null ? null : built.digest().toString(),
                built.node(),
                built.emulated(),
                built.durationMs());
    }

    @Exported
    public String getPlatform() {
        return platform;
    }

    /** Of the platform's manifest; null if it was not pushed. */
    @Exported
    @CheckForNull
    public String getDigest() {
        return digest;
    }

    /** The node of the farm that built it. */
    @Exported
    public String getNode() {
        return node;
    }

    /** Not by the node's own processor. */
    @Exported
    public boolean isEmulated() {
        return emulated;
    }

    @Exported
    public long getDurationMs() {
        return durationMs;
    }

    /** For pages. */
    public String getDurationText() {
        return Util.getTimeSpanString(durationMs);
    }

    /** For pages: as much of the digest as people compare. */
    @CheckForNull
    public String getShortDigest() {
        return ImageBuildRecord.shorten(digest);
    }
}
