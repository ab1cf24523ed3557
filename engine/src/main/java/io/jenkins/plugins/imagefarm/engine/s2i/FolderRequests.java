package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Requests to build what is put together in a folder.
 *
 * @param request the s2i build
 * @param labels of the image, besides those that the request asks for; a method adds what scripts say
 */
record FolderRequests(BuildRequest request, Path folder, Map<String, String> labels) {
    /** For the image that was asked for. */
    BuildRequest of(String dockerfile) {
        return of(dockerfile, "", request.destination());
    }

    /** For the image that was asked for, for who sees to these labels. */
    BuildRequest unlabelled() {
        return request.fromDockerfile(
                new Source(folder.toString(), null, ""), request.recipe().ofStage(""), request.destination());
    }

    /** For a stage of it; caches are for the whole. */
    BuildRequest of(String dockerfile, String stage, Destination destination) {
        // A Dockerfile cannot have values of several lines, so all labels are given to the builder, too.
        Recipe recipe = request.recipe().ofStage(stage).labelled(labels);
        boolean whole = stage.isEmpty();
        return request.fromDockerfile(
                new Source(folder.toString(), null, dockerfile),
                whole ? recipe : recipe.withCaches(recipe.cacheFrom(), List.of()),
                destination);
    }
}
