/** Proves that a BuildKit runs steps: its daemon may answer everything and yet be forbidden to start a process. */
package io.jenkins.plugins.imagefarm.engine.buildkit.trial;
