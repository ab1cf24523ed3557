/**
 * Sources that are Git repositories: a commit is found on its server, brought, and written into a folder that is built like any
 * other. JGit does it, so no {@code git} is needed, and nobody's configuration, hooks or credential helpers count.
 *
 * <p>All that waits for a server waits through a {@link io.jenkins.plugins.imagefarm.engine.git.QuietWatch}.
 */
package io.jenkins.plugins.imagefarm.engine.git;
