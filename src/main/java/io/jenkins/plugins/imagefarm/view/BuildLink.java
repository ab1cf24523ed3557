package io.jenkins.plugins.imagefarm.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;

/**
 * A build as a viewer may see it. Jenkins does not load the run for it: a page names hundreds.
 *
 * @param text its name, or that it cannot be seen
 * @param url below Jenkins' own; null if it cannot be seen
 */
public record BuildLink(String text, @CheckForNull String url) {
    static BuildLink to(Job<?, ?> job, String number) {
        return new BuildLink(job.getFullDisplayName() + " #" + number, job.getUrl() + number + "/");
    }

    /** Whether it is gone or only not for this viewer is not told. */
    static BuildLink hidden() {
        return new BuildLink(Messages.BuildLink_hidden(), null);
    }

    public boolean isVisible() {
        return url != null;
    }
}
