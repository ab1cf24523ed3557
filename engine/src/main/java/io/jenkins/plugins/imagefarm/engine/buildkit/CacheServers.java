package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The servers of a build's caches, asked whether they answer. BuildKit does not bear one that does not: it then plans nothing any more,
 * for no build.
 *
 * @param silent whether each is silent, as soon as it is known
 */
record CacheServers(Map<Remote, CompletableFuture<Boolean>> silent) {
    /** Asks all of them, without waiting: meanwhile there is a builder to connect to. */
    static CacheServers ask(BuildRequest request, Secrets secrets) {
        Registries registries = new Registries(request.registries());
        Recipe recipe = request.recipe();
        return new CacheServers(Stream.concat(recipe.cacheFrom().stream(), recipe.cacheTo().stream())
                .flatMap(cache -> Remote.of(cache, secrets.keysOf(cache)).stream())
                .distinct()
                .collect(Collectors.toMap(
                        remote -> remote, remote -> CompletableFuture.supplyAsync(() -> remote.isSilent(registries)))));
    }

    /** Waits for their answers, or until it is known that there are none. */
    List<Remote> awaitSilent() {
        return silent.entrySet().stream()
                .filter(server -> server.getValue().join())
                .map(Map.Entry::getKey)
                .toList();
    }
}
