package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.util.List;
import java.util.Map;

/**
 * What a step builds: that in which the kinds of steps differ.
 *
 * @param s2i null unless it is an s2i build
 * @param call what is wanted of the Dockerfile
 * @param target the stage to build; null for the last one
 * @param buildArgs values of ARG
 * @param noCacheFilter stages whose steps run again
 */
record Material(
        Source source,
        @CheckForNull S2iBuild s2i,
        Call call,
        @CheckForNull String target,
        Map<String, String> buildArgs,
        List<String> noCacheFilter) {
    /** Whether an image is made, rather than a Dockerfile written. */
    boolean isImage() {
        return s2i == null || s2i.asDockerfile() == null;
    }
}
