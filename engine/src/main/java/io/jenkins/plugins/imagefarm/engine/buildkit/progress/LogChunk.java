package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.ByteString;
import java.time.Duration;

/**
 * Output of a step as it came: not necessarily whole lines, nor whole characters.
 *
 * @param at since the step was last started
 */
public record LogChunk(Step step, Duration at, boolean stderr, ByteString data) {}
