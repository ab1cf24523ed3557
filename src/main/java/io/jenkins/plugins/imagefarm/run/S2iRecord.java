package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What there is to tell of an s2i build only, as it is kept with the run. */
@ExportedBean(defaultVisibility = 4)
public final class S2iRecord {
    private String protocol;
    private Map<String, String> scriptsFrom;
    private boolean incrementalUsed;
    private Map<String, Long> stages;
    private String reason;
    private boolean performed;

    private S2iRecord() {}

    /** @param report null if it was no s2i build */
    @CheckForNull
    static S2iRecord of(@CheckForNull S2iReport report) {
        if (report == null) {
            return null;
        }
        S2iReason why = report.reason();
        S2iRecord kept = new S2iRecord();
        kept.protocol = report.protocol().name().toLowerCase(Locale.ROOT);
        kept.scriptsFrom = new LinkedHashMap<>(report.scriptsFrom());
        kept.incrementalUsed = report.incrementalUsed();
        kept.stages = new LinkedHashMap<>(report.stages());
        kept.reason = why == null ? null : why.text();
        kept.performed = why == null || why.isPerformed();
        return kept;
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

    /** Fields that another version did not write. */
    private Object readResolve() {
        protocol = Objects.requireNonNullElse(protocol, "");
        scriptsFrom = Optional.ofNullable(scriptsFrom).orElseGet(LinkedHashMap::new);
        stages = Optional.ofNullable(stages).orElseGet(LinkedHashMap::new);
        return this;
    }
}
