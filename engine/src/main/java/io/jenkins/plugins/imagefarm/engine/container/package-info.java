/**
 * Containers on a Docker or Podman, for builds that are carried out in them. Facts are of Docker's
 * <a href="https://docs.docker.com/reference/api/engine/">Engine API</a> of 1.41 and later, of which Podman has the calls that are
 * used here for both (its {@code pkg/api/handlers/compat}).
 */
package io.jenkins.plugins.imagefarm.engine.container;
