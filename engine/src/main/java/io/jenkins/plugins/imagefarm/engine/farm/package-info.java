/**
 * One image on many nodes: asks the nodes what they are, has what is wanted placed on them, builds there, moves what a node lost to
 * another one, and writes the index that makes one image of it.
 */
package io.jenkins.plugins.imagefarm.engine.farm;
