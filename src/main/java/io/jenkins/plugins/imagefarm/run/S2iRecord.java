package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What there is to tell of an s2i build only, as it is kept with the run. */
@ExportedBean(defaultVisibility = 4)
public final class S2iRecord {
    private final String protocol;
    private final Map<String, String> scriptsFrom;
    private final boolean incrementalUsed;
    private final Map<String, Long> stages;
    private final String reason;
    private final boolean performed;

    private S2iRecord(S2iReport report) {
        S2iReason why = report.reason();
        this.protocol = report.protocol().name().toLowerCase(Locale.ROOT);
        this.scriptsFrom = new LinkedHashMap<>(report.scriptsFrom());
        this.incrementalUsed = report.incrementalUsed();
        this.stages = new LinkedHashMap<>(report.stages());
        this.reason = why == null ? null : why.text();
        this.performed = why == null || why.isPerformed();
    }

    /** @param report null if it was no s2i build */
    @CheckForNull
    static S2iRecord of(@CheckForNull S2iReport report) {
        return report == null ? null : new S2iRecord(report);
    }

    /** {@code s2i} or {@code sti}; {@code auto} if the build did not get so far. */
    @Exported
    public String getProtocol() {
        return protocol;
    }

    /** Where each script was found, by its name. */
    @Exported
    public Map<String, String> getScriptsFrom() {
        return scriptsFrom;
    }

    /** Whether artifacts of the image before it were restored. */
    @Exported
    public boolean isIncrementalUsed() {
        return incrementalUsed;
    }

    /** Milliseconds by source-to-image's names of stages. */
    @Exported
    public Map<String, Long> getStages() {
        return stages;
    }

    /** source-to-image's name for why it failed; null unless it did. */
    @Exported
    @CheckForNull
    public String getReason() {
        return reason;
    }

    /** Whether the build was performed, be it that its scripts failed; else it could not be performed. */
    @Exported
    public boolean isPerformed() {
        return performed;
    }

    /** For pages: how long each stage took. */
    public Map<String, String> getStageTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        stages.forEach((stage, millis) -> texts.put(stage, Util.getTimeSpanString(millis)));
        return texts;
    }
}
