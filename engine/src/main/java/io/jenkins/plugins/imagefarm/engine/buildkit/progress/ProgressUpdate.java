package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one message of the builder changed.
 *
 * @param changed steps that started, ended or were renamed: those that ended first, in the order of their ends
 * @param transfers how far downloads, uploads and the like are
 * @param warnings new warnings
 * @param logs new output
 */
public record ProgressUpdate(Set<Step> changed, List<Transfer> transfers, List<Warning> warnings, List<LogChunk> logs) {

    /** All steps this is about. */
    public Set<Step> steps() {
        Set<Step> steps = new LinkedHashSet<>(changed);
        transfers.forEach(transfer -> steps.add(transfer.step()));
        logs.forEach(chunk -> steps.add(chunk.step()));
        return steps;
    }
}
