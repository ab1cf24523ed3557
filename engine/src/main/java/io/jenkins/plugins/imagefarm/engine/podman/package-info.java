/**
 * Builds on Podman 4 and 5 by libpod's REST API. What its API says stands in Podman's own sources ({@code pkg/api}), and what a
 * build does there in Buildah's; the classes name the places where they rely on more than the reference says.
 */
package io.jenkins.plugins.imagefarm.engine.podman;
