package io.jenkins.plugins.imagefarm.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message of a push.
 *
 * @param layer that it is about, in short; empty for none
 * @param status for instance {@code Pushing}
 * @param current bytes so far
 * @param total bytes in all, before they are compressed; 0 if not known
 * @param digest of the manifest that was pushed; null until then
 * @param error why the push failed; empty unless it did
 */
public record PushMessage(String layer, String status, long current, long total, Digest digest, String error) {
    /** The last word of a Docker with the containerd image store, which has no other form for it. */
    private static final Pattern END = Pattern.compile("\\S+: digest: (sha256:[0-9a-f]{64}) size: \\d+");

    static PushMessage of(JsonNode json) {
        JsonNode progress = json.path("progressDetail");
        Matcher end = END.matcher(json.path("status").asText());
        String digest =
                end.matches() ? end.group(1) : json.path("aux").path("Digest").asText();
        return new PushMessage(
                json.path("id").asText(),
                json.path("status").asText(),
                progress.path("current").asLong(),
                progress.path("total").asLong(),
                digest.isEmpty() ? null : Digest.valueOf(digest),
                json.path("errorDetail")
                        .path("message")
                        .asText(json.path("error").asText()));
    }

    /** Whether the registry has the layer now. */
    public boolean isLayerDone() {
        return status.equals("Pushed") || status.equals("Layer already exists") || status.startsWith("Mounted from ");
    }

    /** Whether the daemon waits before it tries the layer again; it tells every second how long still. */
    public boolean isWaiting() {
        return status.startsWith("Retrying in ");
    }
}
