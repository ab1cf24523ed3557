package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Failure;
import java.util.regex.Pattern;

/** Names of what is in a cluster, as RFC 1123 has those of hosts. */
final class KubernetesName {
    private static final String PART = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern LABEL = Pattern.compile(PART);
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)" + PART + "(?:\\." + PART + ")*");

    private KubernetesName() {}

    /**
     * A name of several parts, as most things have it.
     *
     * @return the same; null for none
     * @throws Failure if it cannot be one
     */
    @CheckForNull
    static String of(@CheckForNull String name) {
        if (name != null && !NAME.matcher(name).matches()) {
            throw new Failure(Messages.KubernetesName_name(name));
        }
        return name;
    }

    /** The same for a single part, as a namespace has it. */
    @CheckForNull
    static String label(@CheckForNull String name) {
        if (name != null && !LABEL.matcher(name).matches()) {
            throw new Failure(Messages.KubernetesName_label(name));
        }
        return name;
    }
}
