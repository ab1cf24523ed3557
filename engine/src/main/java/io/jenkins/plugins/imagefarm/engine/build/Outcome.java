package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.List;
import java.util.Map;

/**
 * What one successful try gave.
 *
 * @param response the exporters' response, in BuildKit's keys
 * @param platforms what was built for
 */
public record Outcome(Map<String, String> response, List<Platform> platforms) {}
