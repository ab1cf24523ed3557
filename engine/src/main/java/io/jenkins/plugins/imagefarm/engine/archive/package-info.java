/** Archives as they are written. */
package io.jenkins.plugins.imagefarm.engine.archive;
