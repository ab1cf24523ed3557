/** Archives as they are written, and those of containers and sources as they are read. */
package io.jenkins.plugins.imagefarm.engine.archive;
