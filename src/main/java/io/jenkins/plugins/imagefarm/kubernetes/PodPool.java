package io.jenkins.plugins.imagefarm.kubernetes;

import io.jenkins.plugins.imagefarm.engine.plan.Rendezvous;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Chooses a place in a node's pool for a build: the one whose cache fits best, by rendezvous hashing, among those that have room. A
 * place outlives its pod, so builds of one image come back to the same volume also after a restart or an idle night.
 *
 * @param size how many places there may be
 * @param buildsPerPod how many builds a pod runs at once
 */
record PodPool(int size, int buildsPerPod) {
    /**
     * The pod that should take a build; empty if all are full, or there is none.
     *
     * @param pods of the pool that may take builds
     */
    Optional<LivePod> choose(Collection<LivePod> pods, String key) {
        return pods.stream()
                .filter(pod -> pod.leases().size() < buildsPerPod)
                .max(Comparator.comparingLong(rank(key, pod -> pod.mark().place())));
    }

    /**
     * The place where a pod is to be made; empty if all are taken.
     *
     * @param pods of the pool, also those that are on their way out: their volumes are in use
     */
    Optional<Integer> place(Collection<LivePod> pods, String key) {
        Map<Integer, List<LivePod>> taken =
                pods.stream().collect(Collectors.groupingBy(pod -> pod.mark().place()));
        return IntStream.range(0, size)
                .boxed()
                .filter(place -> !taken.containsKey(place))
                .max(Comparator.comparingLong(rank(key, Function.identity())));
    }

    private static <T> ToLongFunction<T> rank(String key, Function<T, Integer> place) {
        long hash = Rendezvous.hash(key);
        return each -> Rendezvous.score(hash, place.apply(each));
    }
}
