/** Builds in pods that Jenkins makes: asks for one, waits for it, finds the way to it, and notices when it is lost. */
package io.jenkins.plugins.imagefarm.engine.pod;
