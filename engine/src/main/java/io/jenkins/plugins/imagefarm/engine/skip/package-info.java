/** Builds that need not be done, because their image is there. */
package io.jenkins.plugins.imagefarm.engine.skip;
