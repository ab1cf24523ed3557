package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;

/**
 * Whether s2i builds can be made with an image.
 *
 * @param messages what was found out, one line each
 */
public record S2iVerdict(boolean success, List<String> messages) {
    public S2iVerdict {
        messages = List.copyOf(messages);
    }
}
