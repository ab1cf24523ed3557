package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderKind;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.LayoutFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The caches of a build that can be of use to it. No cache fails a build: of each that cannot be used it is told in one line why,
 * and the build goes on without it.
 */
final class UsableCaches {
    /**
     * A daemon that has no such cache refuses the whole build; "not found" and "failed to configure" are those of
     * {@code control/control.go} in BuildKit.
     */
    private static final Pattern REFUSED = Pattern.compile(
            "unknown cache exporter: \"?(?<type>\\w+)\"?|failed to configure (?<other>\\w+) cache exporter: (?<why>.*)",
            Pattern.DOTALL);

    /** As BuildKit's exporters answer with the descriptor of a cache's manifest ({@code cache/remotecache/export.go}). */
    private static final String MANIFEST = "cache.manifest";

    private final Secrets secrets;
    private final BuildReporter reporter;
    private final List<BuildCache> from = new ArrayList<>();
    private final List<BuildCache> to = new ArrayList<>();

    private UsableCaches(Secrets secrets, BuildReporter reporter) {
        this.secrets = secrets;
        this.reporter = reporter;
    }

    /** @param servers of all caches of the request */
    static UsableCaches of(
            BuildRequest request, Secrets secrets, CacheServers servers, BuilderKind kind, BuildReporter reporter) {
        UsableCaches caches = new UsableCaches(secrets, reporter);
        Recipe recipe = request.recipe();
        recipe.cacheFrom().forEach(caches::addFrom);
        caches.to.addAll(recipe.cacheTo());
        caches.drop(caches.to, cache -> !kind.writes(cache), kind + " writes none of that type");
        servers.awaitSilent().forEach(caches::dropSilent);
        return caches;
    }

    private void addFrom(BuildCache cache) {
        if (cache.type() == BuildCache.Type.LOCAL && !cache.attributes().containsKey("digest")) {
            find(cache).ifPresent(from::add);
        } else {
            from.add(cache);
        }
    }

    /** With its digest, without which BuildKit reads none. A folder that has no such cache yet will have one after the build. */
    private Optional<BuildCache> find(BuildCache cache) {
        try {
            Optional<Digest> digest = new LayoutFolder(Path.of(cache.folder())).find(cache.name());
            return digest.map(found -> {
                Map<String, String> attributes = new HashMap<>(cache.attributes());
                attributes.put("digest", found.toString());
                return new BuildCache(cache.type(), null, cache.folder(), attributes, null);
            });
        } catch (IOException e) {
            say(cache, IoReason.of(e));
            return Optional.empty();
        }
    }

    /** It does not answer. */
    void dropSilent(Remote remote) {
        Predicate<BuildCache> there =
                cache -> remote(cache).filter(remote::equals).isPresent();
        drop(from, there, remote.name() + " does not answer");
        drop(to, there, remote.name() + " does not answer");
    }

    /**
     * @param daemonError why the daemon refused the build
     * @return whether that was for a cache, and may go better now
     */
    boolean dropRefused(String daemonError) {
        Matcher refused = REFUSED.matcher(daemonError);
        if (!refused.find()) {
            return false;
        }
        String type = refused.group("type") == null ? refused.group("other") : refused.group("type");
        String why = refused.group("why") == null ? "the builder writes none of that type" : refused.group("why");
        return drop(to, cache -> cache.type().toString().equals(type), why);
    }

    private boolean drop(Collection<BuildCache> caches, Predicate<BuildCache> which, String why) {
        caches.stream().filter(which).forEach(cache -> say(cache, why));
        return caches.removeIf(which);
    }

    private void say(BuildCache cache, String why) {
        reporter.say("WARNING: the build goes on without the cache of type " + cache.type() + ", " + cache.place()
                + ": " + why);
    }

    /** The same request with no others. */
    BuildRequest of(BuildRequest request) {
        return request.of(request.source(), request.recipe().withCaches(from, to), request.destination());
    }

    /** The servers of those that are written. */
    Set<Remote> writtenTo() {
        return remotes(to.stream());
    }

    private Set<Remote> remotes(Stream<BuildCache> caches) {
        return caches.flatMap(cache -> remote(cache).stream()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Optional<Remote> remote(BuildCache cache) {
        return Remote.of(cache, secrets.keysOf(cache));
    }

    /** Folders that the session has to serve. */
    Set<Path> folders() {
        return Stream.concat(from.stream(), to.stream())
                .filter(cache -> cache.type() == BuildCache.Type.LOCAL)
                .map(cache -> Path.of(cache.folder()))
                .collect(Collectors.toSet());
    }

    /** The build has succeeded: what was written into folders gets its tag there. */
    void written(Map<String, String> response) {
        String manifest = response.get(MANIFEST);
        for (BuildCache cache : to) {
            if (manifest != null && cache.type() == BuildCache.Type.LOCAL) {
                try {
                    new LayoutFolder(Path.of(cache.folder())).tag(cache.name(), manifest);
                } catch (IOException e) {
                    say(cache, IoReason.of(e));
                }
            }
        }
    }
}
