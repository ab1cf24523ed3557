package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jenkinsci.plugins.docker.commons.fingerprint.DockerFingerprints;

/**
 * Lets an image be traced to the runs that made it, by the digest a registry shows and by the one Docker shows. In the form of
 * docker-commons, so that the steps of docker-workflow, which use images, add to the same fingerprints.
 */
record ImageFingerprints(Run<?, ?> run, TaskListener listener) {
    /** Jenkins' fingerprints are as long as an MD5 sum; docker-commons takes the beginning of the digest. */
    private static final String ALGORITHM = "sha256";

    void add(BuildResult result) {
        Stream.of(result.digest(), result.imageId())
                .filter(digest -> digest != null && digest.algorithm().equals(ALGORITHM))
                .distinct()
                .forEach(digest -> add(digest, name(result, digest)));
    }

    private void add(Digest digest, String name) {
        try {
            DockerFingerprints.forImage(run, digest.toString(), name).addFor(run);
        } catch (IOException e) {
            listener.getLogger().println(Messages.ImageFingerprints_failed(digest, e.getMessage()));
        }
    }

    private static String name(BuildResult result, Digest digest) {
        return result.tags().isEmpty()
                ? digest.toString()
                : result.tags().get(0).withDigest(digest).toString();
    }

    /** The fingerprint of an image with that digest, if it can have one. */
    static Optional<String> hash(@CheckForNull String digest) {
        return Optional.ofNullable(digest)
                .filter(text -> text.startsWith(ALGORITHM + ":"))
                .map(DockerFingerprints::getFingerprintHash);
    }
}
