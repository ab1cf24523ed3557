package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;

/**
 * A slot that a build holds.
 *
 * @param build names the build
 * @param id names the assignment in the build
 * @param assignment what is built there
 * @param since milliseconds since 1970
 */
public record Hold(String build, int id, Assignment assignment, long since) {}
