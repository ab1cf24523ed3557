package io.jenkins.plugins.imagefarm.engine.plan;

/**
 * Rendezvous hashing: every node gets a score for a key, and the highest wins. All who know the same nodes agree without asking
 * each other, and a node that comes or goes moves only what it wins or won. The numbers must stay as they are, since controllers
 * and versions have to agree.
 */
public final class Rendezvous {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private Rendezvous() {}

    /** FNV-1a over the text's UTF-16 units. */
    public static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** Evenly spread over all longs, and independent from node to node: SplitMix64's finaliser. */
    public static long score(long key, long node) {
        long z = key + node * GOLDEN_RATIO;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /**
     * The same for nodes with weights: each wins as often as its part of all weights (weighted rendezvous hashing, the least of
     * exponentially distributed times).
     *
     * @param weight more than 0
     */
    static double score(long key, long node, int weight) {
        double unit = ((score(key, node) >>> 11) + 0.5) * 0x1p-53;
        return -weight / Math.log(unit);
    }
}
