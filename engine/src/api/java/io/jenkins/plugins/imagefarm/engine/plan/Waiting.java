package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;

/**
 * A build's place in the queue.
 *
 * @param build names the build
 * @param assignment what it waits for, on the node it would take if a slot became free there first
 * @param position among all that wait, from 1
 * @param reason for people, for instance {@code n1 runs 2 of 2 builds}
 * @param since milliseconds since 1970
 */
public record Waiting(String build, Assignment assignment, int position, String reason, long since) {}
