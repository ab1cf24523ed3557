/**
 * BuildKit pods, made through a cloud of the Kubernetes plugin. Loaded only where that plugin is: everything else knows pods by
 * {@link io.jenkins.plugins.imagefarm.pods.PodKeeper}, and clusters by
 * {@link io.jenkins.plugins.imagefarm.config.KubernetesClusters}.
 */
package io.jenkins.plugins.imagefarm.kubernetes;
