package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.Failure;
import java.util.Arrays;
import java.util.Locale;

/** What a BuildKit pod may do on its Kubernetes node. */
public enum PodProfile {
    /** As an ordinary user, by user namespaces that BuildKit makes itself. */
    ROOTLESS,
    /** As root of a user namespace that Kubernetes makes ({@code hostUsers: false}), which is nobody outside of it. */
    USERNS,
    /** As root of the Kubernetes node. */
    PRIVILEGED;

    /** @throws Failure if there is no such profile; nothing is {@link #ROOTLESS} */
    @NonNull
    public static PodProfile of(@CheckForNull String text) {
        String name = Util.fixNull(text).strip();
        return name.isEmpty()
                ? ROOTLESS
                : Arrays.stream(values())
                        .filter(profile -> profile.toString().equals(name.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new Failure(Messages.PodProfile_unknown(name)));
    }

    /** As in JCasC. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
