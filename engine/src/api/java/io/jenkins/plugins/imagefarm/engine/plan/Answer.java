package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Placement;

/** An answer for that build. */
public record Answer(String build, Placement placement) {}
