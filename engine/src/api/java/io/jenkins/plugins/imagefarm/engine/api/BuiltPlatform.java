package io.jenkins.plugins.imagefarm.engine.api;

/**
 * One platform of an image that a farm built.
 *
 * @param platform what it runs on
 * @param digest of its manifest; null if it was not pushed
 * @param node where it was built
 * @param emulated not by the node's own processor
 * @param durationMs of the build on that node
 */
public record BuiltPlatform(Platform platform, Digest digest, String node, boolean emulated, long durationMs) {}
