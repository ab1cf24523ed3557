/** How large an image has become: read from the registry, whoever built it. */
package io.jenkins.plugins.imagefarm.engine.size;
