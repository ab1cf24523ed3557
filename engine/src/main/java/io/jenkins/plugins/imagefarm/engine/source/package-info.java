/**
 * What is built: trees of files, and the rules that say which of their files a builder sees.
 *
 * <p>Paths are relative to the tree's root, their parts separated by {@code /}; the root is the empty path. Names are
 * bytes on disk and text here, as {@link io.jenkins.plugins.imagefarm.engine.source.DiskName} says.
 */
package io.jenkins.plugins.imagefarm.engine.source;
