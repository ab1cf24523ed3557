/**
 * What is told of an image along with it. The builder makes attestations; here they are read from the registry, whoever built the
 * image, so that the result tells of them and copies are kept.
 */
package io.jenkins.plugins.imagefarm.engine.attest;
