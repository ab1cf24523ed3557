package io.jenkins.plugins.imagefarm.engine.buildkit.solve;

import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Entitlement;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import io.jenkins.plugins.imagefarm.engine.api.Ulimit;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderKind;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Exporter;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SolveRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Translates a {@link BuildRequest} into BuildKit's terms: attributes of the Dockerfile frontend and exporters. Where two
 * spellings are possible it takes buildx's, so that both hit the same cache.
 */
public final class SolveRequests {
    /** The name in the session of the build's own context. */
    public static final String CONTEXT = "context";

    /** The name in the session of the folder that the Dockerfile is in. */
    public static final String DOCKERFILE = "dockerfile";

    private static final String FRONTEND = "dockerfile.v0";

    /** What a frontend has to know: one that does not has itself replaced by one that does. */
    private static final String CAPABILITIES = "frontend.caps";

    private static final String SUBREQUESTS = "moby.buildkit.frontend.subrequests+forward";

    /** By labels of OCI. */
    private static final Map<String, String> ORIGIN = Map.of(
            "org.opencontainers.image.source", "vcs:source",
            "org.opencontainers.image.revision", "vcs:revision");

    private final BuildRequest request;
    private final BuilderKind kind;
    private final Map<String, String> layouts;
    private final CacheEntries caches;

    /** @param layouts by the names of contexts: where in the session their images are, as {@code oci-layout://STORE@DIGEST} */
    public SolveRequests(BuildRequest request, Secrets secrets, Map<String, String> layouts, BuilderKind kind) {
        this.request = request;
        this.layouts = layouts;
        this.kind = kind;
        this.caches = new CacheEntries(request.recipe(), secrets, insecureRegistries());
    }

    /**
     * @param ref names this solve; a new one for every try
     * @param dockerfile the Dockerfile's name in the tree {@code dockerfile} of the session
     */
    public SolveRequest of(String ref, String session, String dockerfile) {
        SolveRequest.Builder solve = SolveRequest.newBuilder()
                .setRef(ref)
                .setSession(session)
                .addAllEntitlements(entitlements())
                .setCache(caches.options());
        if (!request.call().isBuild()) {
            return solve.build(); // its client asks the frontend: see FrontendCall
        }
        List<Exporter> exporters = exporters();
        return solve.setFrontend(FRONTEND)
                .putAllFrontendAttrs(frontendAttributes(dockerfile))
                .addAllExporters(exporters)
                .setExporterDeprecated(exporters.get(0).getType())
                .putAllExporterAttrsDeprecated(exporters.get(0).getAttrsMap())
                .build();
    }

    /**
     * What the frontend is asked in the place of a build; empty if it is one.
     *
     * @param ref of the solve
     */
    public Optional<FrontendCall> call(String ref, String dockerfile) {
        if (request.call().isBuild()) {
            return Optional.empty();
        }
        Map<String, String> attributes = frontendAttributes(dockerfile);
        attributes.merge(CAPABILITIES, SUBREQUESTS, (others, own) -> others + "," + own);
        attributes.put("requestid", request.call().requestId());
        return Optional.of(new FrontendCall(ref, FRONTEND, attributes));
    }

    private List<String> entitlements() {
        return request.recipe().run().entitlements().stream()
                .map(Entitlement::toString)
                .toList();
    }

    private Map<String, String> frontendAttributes(String dockerfile) {
        Recipe recipe = request.recipe();
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("filename", dockerfile);
        if (!recipe.target().isEmpty()) {
            attributes.put("target", recipe.target());
        }
        if (recipe.noCache()) {
            attributes.put("no-cache", "");
        } else if (!recipe.noCacheFilter().isEmpty()) {
            attributes.put("no-cache", String.join(",", recipe.noCacheFilter()));
        }
        if (recipe.pull()) {
            attributes.put("image-resolve-mode", "pull");
        } else if (kind.isDocker()) {
            attributes.put("image-resolve-mode", "local");
        }
        if (!recipe.platforms().isEmpty()) {
            attributes.put(
                    "platform",
                    recipe.platforms().stream().map(Platform::toString).collect(Collectors.joining(",")));
        }
        recipe.buildArgs().forEach((key, value) -> attributes.put("build-arg:" + key, value));
        recipe.labels().forEach((key, value) -> attributes.put("label:" + key, value));
        caches.frontendText().ifPresent(text -> attributes.put("cache-imports", text));
        recipe.attestations().forEach(each -> attributes.put("attest:" + each.kind(), each.text()));
        attributes.putAll(origin());
        if (recipe.sourceDate() != null) {
            attributes.put(
                    "build-arg:" + SourceDate.VARIABLE,
                    recipe.sourceDate().seconds().toString());
        }
        attributes.putAll(around(recipe.run()));
        attributes.putAll(contexts());
        return attributes;
    }

    /** Provenance tells of the source what the labels tell, where buildx tells what it knows of a clone ({@code vcs}). */
    private Map<String, String> origin() {
        Recipe recipe = request.recipe();
        Map<String, String> attributes = new LinkedHashMap<>();
        if (recipe.attestations().stream().anyMatch(each -> each.kind() == Attestation.Kind.PROVENANCE)) {
            ORIGIN.forEach((label, attribute) -> {
                if (recipe.labels().containsKey(label)) {
                    attributes.put(attribute, recipe.labels().get(label));
                }
            });
        }
        return attributes;
    }

    private Map<String, String> contexts() {
        Map<String, String> attributes = new LinkedHashMap<>();
        request.source().contexts().forEach((name, context) -> {
            attributes.put(CAPABILITIES, "moby.buildkit.frontend.contexts+forward");
            attributes.put(
                    "context:" + name,
                    switch (context.kind()) {
                        case FOLDER -> "local:" + localName(name);
                        case LAYOUT -> layouts.get(name);
                        case IMAGE, REMOTE -> context.location();
                    });
        });
        return attributes;
    }

    /** The name in the session of the folder that is a context, beside those of the build's own context and its Dockerfile. */
    public static String localName(String context) {
        return CONTEXT.equals(context) || DOCKERFILE.equals(context) ? "_" + context : context;
    }

    private static Map<String, String> around(RunOptions run) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (run.network() != NetworkMode.DEFAULT) {
            attributes.put("force-network-mode", run.network().name().toLowerCase(Locale.ROOT));
        }
        if (!run.addHosts().isEmpty()) {
            attributes.put(
                    "add-hosts",
                    run.addHosts().stream()
                            .map(host -> host.name() + "=" + host.address())
                            .collect(Collectors.joining(",")));
        }
        if (run.shmSize() != null) {
            attributes.put("shm-size", String.valueOf(run.shmSize().bytes()));
        }
        if (!run.ulimits().isEmpty()) {
            attributes.put(
                    "ulimit", run.ulimits().stream().map(Ulimit::toString).collect(Collectors.joining(",")));
        }
        return attributes;
    }

    /** The index of an exporter here is its id in {@code FileSend}. */
    private List<Exporter> exporters() {
        Destination destination = request.destination();
        List<Exporter> exporters = new ArrayList<>();
        boolean image = false;
        for (Output output : destination.outputs()) {
            image |= output.type() == Output.Type.IMAGE;
            exporters.add(exporter(output));
        }
        if (!image && (destination.push() || exporters.isEmpty())) {
            exporters.add(exporter(new Output(Output.Type.IMAGE, null, Map.of())));
        }
        return exporters;
    }

    private Exporter exporter(Output output) {
        Exporter.Builder exporter =
                Exporter.newBuilder().setType(type(output.type())).putAllAttrs(output.attributes());
        Destination destination = request.destination();
        if (output.type().isImage() && isRewritten()) {
            exporter.putAttrs("rewrite-timestamp", "true");
        }
        switch (output.type()) {
            case IMAGE -> {
                putNames(exporter);
                exporter.putAllAttrs(annotations());
                if (destination.format() != null) {
                    exporter.putAttrs("oci-mediatypes", String.valueOf(destination.format() == ImageFormat.OCI));
                }
                if (isOnlyPushed()) {
                    exporter.putAttrs("store", "false");
                }
                if (destination.push()) {
                    exporter.putAllAttrs(push());
                }
            }
            case OCI -> {
                putNames(exporter);
                exporter.putAllAttrs(annotations());
            }
            case DOCKER -> putNames(exporter);
            case LOCAL, TAR -> {
                // Files have no name.
            }
        }
        return exporter.build();
    }

    private boolean isRewritten() {
        SourceDate date = request.recipe().sourceDate();
        return date != null && date.rewrite();
    }

    private void putNames(Exporter.Builder exporter) {
        Destination destination = request.destination();
        String names = destination.tags().stream()
                .map(tag -> destination.byDigest() ? tag.name() : tag.toString())
                .distinct()
                .collect(Collectors.joining(","));
        if (!names.isEmpty()) {
            exporter.putAttrs("name", names);
        }
    }

    private Map<String, String> push() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("push", "true");
        if (request.destination().byDigest()) {
            attributes.put("push-by-digest", "true");
            attributes.put("name-canonical", "true");
        }
        if (pushesToInsecureRegistry()) {
            attributes.put("registry.insecure", "true");
        }
        return attributes;
    }

    /**
     * BuildKit takes those of an index only if it makes one, and overlooks those of a platform if it does not
     * ({@code exporter/containerimage/writer.go}).
     */
    private Map<String, String> annotations() {
        boolean index = request.recipe().makesIndex();
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Annotation annotation : request.destination().annotations()) {
            if (annotation.level() == Annotation.Level.IMAGE) {
                attributes.putIfAbsent("annotation-manifest." + annotation.key(), annotation.value());
                if (index) {
                    attributes.putIfAbsent("annotation-index." + annotation.key(), annotation.value());
                }
            } else {
                String platform = index && annotation.platform() != null ? "[" + annotation.platform() + "]" : "";
                attributes.put(
                        "annotation-" + annotation.level() + platform + "." + annotation.key(), annotation.value());
            }
        }
        return attributes;
    }

    /** No image store is to keep it. */
    private boolean isOnlyPushed() {
        Destination destination = request.destination();
        return destination.byDigest() || destination.push() && destination.cleanup();
    }

    /**
     * Docker calls the exporter into its own image store {@code moby}; it is BuildKit's {@code image} with unpacking. That one
     * gives every name a tag, so it cannot push by digest, and it unpacks what it stores, which BuildKit does not do with files that are
     * dated anew. Docker unpacks an image when it is run, too.
     */
    private String type(Output.Type type) {
        boolean stored = kind.isDocker() && !isOnlyPushed() && !isRewritten();
        return type == Output.Type.IMAGE && stored ? "moby" : type.toString();
    }

    private boolean pushesToInsecureRegistry() {
        Set<String> insecure = insecureRegistries();
        return request.destination().tags().stream()
                .map(ImageReference::registry)
                .anyMatch(insecure::contains);
    }

    private Set<String> insecureRegistries() {
        return request.registries().stream()
                .filter(Registry::insecure)
                .map(Registry::host)
                .collect(Collectors.toUnmodifiableSet());
    }
}
