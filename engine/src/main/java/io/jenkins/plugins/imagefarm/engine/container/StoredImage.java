package io.jenkins.plugins.imagefarm.engine.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Platform;

/**
 * An image that a daemon has.
 *
 * @param id by which the daemon knows it
 * @param config of OCI's form
 * @param hidesOnBuild whether the configuration does not show ONBUILD instructions
 */
public record StoredImage(String id, Platform platform, JsonNode config, boolean hidesOnBuild) {}
