package io.jenkins.plugins.imagefarm.engine.buildkit.solve;

import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.CacheOptions;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.CacheOptionsEntry;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.LayoutFolder;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The caches of a recipe in BuildKit's terms, together with their keys. */
final class CacheEntries {
    private final Secrets secrets;
    private final Set<String> insecure;
    private final List<CacheOptionsEntry> imports = new ArrayList<>();
    private final List<CacheOptionsEntry> exports = new ArrayList<>();

    /** @param insecure registries that are reached without TLS */
    CacheEntries(Recipe recipe, Secrets secrets, Set<String> insecure) {
        this.secrets = secrets;
        this.insecure = Set.copyOf(insecure);
        recipe.cacheFrom().forEach(this::addImport);
        recipe.cacheTo().forEach(this::addExport);
    }

    private void addImport(BuildCache cache) {
        CacheOptionsEntry.Builder entry =
                CacheOptionsEntry.newBuilder().setType(cache.type().toString()).putAllAttrs(attributes(cache));
        if (cache.type() == BuildCache.Type.LOCAL) {
            entry.putAttrs("src", new LayoutFolder(Path.of(cache.folder())).id());
        }
        imports.add(entry.build());
    }

    /** That a cache cannot be written is no reason for an image to be lost. */
    private void addExport(BuildCache cache) {
        CacheOptionsEntry.Builder entry = CacheOptionsEntry.newBuilder()
                .setType(cache.type().toString())
                .putAttrs("mode", "min")
                .putAttrs("ignore-error", "true")
                .putAllAttrs(attributes(cache));
        if (cache.type() == BuildCache.Type.LOCAL) {
            entry.putAttrs("dest", new LayoutFolder(Path.of(cache.folder())).id());
        }
        exports.add(entry.build());
    }

    private Map<String, String> attributes(BuildCache cache) {
        Map<String, String> attributes = new TreeMap<>(cache.attributes());
        attributes.putAll(secrets.keysOf(cache).attributes());
        if (cache.reference() != null) {
            attributes.put("ref", cache.reference().toString());
            if (insecure.contains(cache.reference().registry())) {
                attributes.put("registry.insecure", "true");
            }
        }
        return attributes;
    }

    /** As the request has them. */
    CacheOptions options() {
        return CacheOptions.newBuilder()
                .addAllImports(imports)
                .addAllExports(exports)
                .build();
    }

    /** Those that are read, as the frontend wants them besides; empty if there are none. */
    Optional<String> frontendText() {
        return imports.isEmpty()
                ? Optional.empty()
                : Optional.of(Wire.write(imports.stream()
                        .map(entry -> Map.of("Type", entry.getType(), "Attrs", entry.getAttrsMap()))
                        .toList()));
    }
}
