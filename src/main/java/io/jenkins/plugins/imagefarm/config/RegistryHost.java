package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Failure;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.Locale;

/** The host of a registry in its normal form: lower case, with a port unless it is the usual one, as in image names. */
final class RegistryHost {
    private RegistryHost() {}

    /**
     * Parses what a user typed. Whether it is a host is decided by the grammar of image names, because a registry that
     * cannot stand in an image name is of no use.
     *
     * @throws Failure if it is not a host; Jenkins shows the message in the form, and JCasC in its log
     */
    static String parse(@CheckForNull String text) {
        String host = Util.fixNull(text).strip().toLowerCase(Locale.ROOT);
        if (host.isEmpty()) {
            throw new Failure(Messages.RegistryHost_empty());
        }
        if (host.contains("/")) {
            throw new Failure(Messages.RegistryHost_url(host));
        }
        ImageReference image;
        try {
            image = ImageReference.valueOf(host + "/team/image");
        } catch (ProblemException e) {
            throw new Failure(Messages.RegistryHost_invalid(host));
        }
        if (!image.repository().equals("team/image")) {
            // A single word is the first part of a repository on Docker Hub, not a host.
            throw new Failure(Messages.RegistryHost_invalid(host));
        }
        return image.registry();
    }
}
