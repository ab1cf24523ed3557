package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Pod;

/** Told of pods while the API server's objects are locked, and so must not wait. */
interface PodObserver {
    void created(Pod pod);

    /** It is to end, and stays until {@link ApiObjects#remove}. */
    void deleting(Pod pod);

    /** There is no such object any more, whatever its process does. */
    void gone(Pod pod);
}
