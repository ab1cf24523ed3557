/**
 * What Docker does only by its own API: its classic image store's images, their push, and the care of what a daemon keeps. Facts are of
 * Docker's <a href="https://docs.docker.com/reference/api/engine/">Engine API</a>, 1.41 (20.10) and later; paths carry no version, so
 * that a daemon answers in its own.
 */
package io.jenkins.plugins.imagefarm.engine.docker;
