package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be told of an s2i build, however it ended.
 *
 * @param protocol that was used; {@code AUTO} if the build did not get so far
 * @param scriptsFrom where each script was found, by its name
 * @param incrementalUsed whether artifacts of the image before it were restored
 * @param stages milliseconds by source-to-image's names of stages
 * @param labels that the image was given; not those that the scripts gave it
 * @param reason why it failed; null unless it did
 */
public record S2iReport(
        S2iProtocol protocol,
        Map<String, String> scriptsFrom,
        boolean incrementalUsed,
        Map<String, Long> stages,
        Map<String, String> labels,
        S2iReason reason) {
    public S2iReport {
        protocol = protocol == null ? S2iProtocol.AUTO : protocol;
        scriptsFrom = scriptsFrom == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(scriptsFrom));
        labels = labels == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        stages = stages == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(stages));
    }
}
