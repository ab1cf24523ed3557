/**
 * Pods in which builds run, as far as the rest of the plugin knows them. Who makes them is an extension
 * ({@link io.jenkins.plugins.imagefarm.pods.PodKeeper}), which is there only where the Kubernetes plugin is.
 */
package io.jenkins.plugins.imagefarm.pods;
