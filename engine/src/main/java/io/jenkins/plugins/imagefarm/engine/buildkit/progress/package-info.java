/**
 * The progress of a BuildKit solve: as console text, as numbered events, and as an explanation if it failed.
 *
 * <p>The builder's Status stream goes into a {@link io.jenkins.plugins.imagefarm.engine.buildkit.progress.ProgressFeed}, which
 * keeps a {@link io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveProgress} up to date and shows each change to its
 * {@link io.jenkins.plugins.imagefarm.engine.buildkit.progress.ProgressView}s.
 */
package io.jenkins.plugins.imagefarm.engine.buildkit.progress;
