package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.Ulimit;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Translates a {@link BuildRequest} into the query of {@code POST /libpod/build} (compat/images_build.go). The image gets no name:
 * it is named when all has gone well.
 */
record BuildQuery(BuildRequest request, ContextArchive context, Platform platform, PodmanVersion version) {
    private static final Map<ImageFormat, String> MEDIA_TYPES = Map.of(
            ImageFormat.OCI, "application/vnd.oci.image.manifest.v1+json",
            ImageFormat.DOCKER, "application/vnd.docker.distribution.manifest.v2+json");

    /** The default of a variable that is not set. */
    private static final String DOLLAR = "${IMAGE_FARM_UNSET:-'$'}";

    /** @param processes the process namespace in which steps run; empty for one of each step's own */
    RestRequest on(String processes) {
        Recipe recipe = request.recipe();
        Destination destination = request.destination();
        ImageFormat format = destination.format() == null ? ImageFormat.OCI : destination.format();
        RestRequest query = LibpodApi.post("build")
                .with("dockerfile", context.dockerfile())
                // Keeps the Dockerfile out of COPY, and Podman from reading ignore files: ours have been applied.
                .with("excludes", Wire.write(context.excludes()))
                .with("layers", "true")
                .with("rm", "true")
                .with("forcerm", "true")
                .with("nocache", String.valueOf(recipe.noCache()))
                .with("pullpolicy", recipe.pull() ? "always" : "missing")
                .with("platform", platform.toString())
                .with("outputformat", MEDIA_TYPES.get(format));
        if (!recipe.target().isEmpty()) {
            query = query.with("target", recipe.target());
        }
        if (!recipe.buildArgs().isEmpty()) {
            query = query.with("buildargs", Wire.write(recipe.buildArgs()));
        }
        if (!recipe.labels().isEmpty()) {
            query = query.with("labels", Wire.write(labels(recipe.labels())));
        }
        if (!destination.annotations().isEmpty()) {
            List<String> annotations =
                    Annotation.of(Annotation.Level.MANIFEST, platform, destination.annotations()).entrySet().stream()
                            .map(annotation -> annotation.getKey() + "=" + annotation.getValue())
                            .sorted()
                            .toList();
            query = query.with("annotations", Wire.write(annotations));
        }
        if (!context.secrets().isEmpty()) {
            List<String> secrets = context.secrets().stream()
                    .map(secret -> "id=" + secret.id() + ",src=" + secret.path())
                    .toList();
            query = query.with("secrets", Wire.write(secrets));
        }
        if (recipe.sourceDate() != null) {
            // Buildah dates the image and all files of its layers, so it is asked for only with rewriteTimestamp.
            query = query.with("timestamp", recipe.sourceDate().seconds().toString());
        }
        RunOptions run = recipe.run();
        if (!run.addHosts().isEmpty()) {
            List<String> hosts = run.addHosts().stream()
                    .map(host -> host.name() + ":" + host.address())
                    .toList();
            query = query.with("extrahosts", Wire.write(hosts));
        }
        if (run.shmSize() != null) {
            query = query.with("shmsize", String.valueOf(run.shmSize().bytes()));
        }
        if (!run.ulimits().isEmpty()) {
            query = query.with(
                    "ulimits",
                    Wire.write(run.ulimits().stream().map(Ulimit::toString).toList()));
        }
        if (run.network() == NetworkMode.NONE) {
            query = query.with("networkmode", "NetworkDisabled");
        }
        return query.with("nsoptions", Wire.write(namespaces(run.network(), processes)));
    }

    /** Without a choice the network is the host's, as libpod does it itself, and so Podman's own remote client. */
    private static List<Map<String, Object>> namespaces(NetworkMode network, String processes) {
        List<Map<String, Object>> namespaces = new ArrayList<>();
        namespaces.add(Map.of("Name", "network", "Host", network != NetworkMode.NONE));
        if (!processes.isEmpty()) {
            namespaces.add(Map.of("Name", "pid", "Path", processes));
        }
        return namespaces;
    }

    /** A newer Buildah makes an instruction LABEL of them, in which variables are replaced, and no backslash can prevent that. */
    private Map<String, String> labels(Map<String, String> labels) {
        if (!version.expandsLabels()) {
            return labels;
        }
        Map<String, String> literal = new HashMap<>();
        labels.forEach((key, value) -> literal.put(key.replace("$", DOLLAR), value.replace("$", DOLLAR)));
        return literal;
    }
}
