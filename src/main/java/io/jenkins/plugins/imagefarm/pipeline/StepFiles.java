package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;

/**
 * Where the files of a step are.
 *
 * @param folder an absolute path on the agent, or with {@code git} one in the repository
 * @param git null if they are on the agent
 */
record StepFiles(String folder, @CheckForNull GitSource git) {}
