/**
 * Application images made of source and a builder image, by the protocols of source-to-image and of the sti before it. An s2i build
 * becomes a Dockerfile and the files it copies, which any builder builds: nothing here talks to one.
 */
package io.jenkins.plugins.imagefarm.engine.s2i;
