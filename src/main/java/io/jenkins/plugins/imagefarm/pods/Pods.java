package io.jenkins.plugins.imagefarm.pods;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.Optional;

/** Finds the {@link PodKeeper}. */
public final class Pods {
    private Pods() {}

    /** Empty without the Kubernetes plugin. */
    @NonNull
    public static Optional<PodKeeper> keeper() {
        return ExtensionList.lookup(PodKeeper.class).stream().findFirst();
    }

    /** Why there are no pods where there is no keeper of them. */
    @NonNull
    public static Problem noKeeper() {
        return Problem.user(Messages.Pods_noPlugin(), Messages.Pods_installPlugin());
    }
}
