package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One cache for a project's branches. */
class ScopedCacheTest {
    private static final List<ImageReference> TAGS = List.of(ImageReference.valueOf("r.example.com/app:7"));
    private static final CacheScopes CHANGE = new CacheScopes("PR-1", List.of("release/2.0", "main"));

    @Test
    void besideTheImageEachBranchHasATagOfItsOwn() {
        ScopedCache cache = ScopedCache.valueOf("registry");
        assertEquals(BuildCache.valueOf("r.example.com/app:cache-PR-1"), cache.to(CHANGE, TAGS));
        assertEquals(
                caches(
                        "r.example.com/app:cache-PR-1",
                        "r.example.com/app:cache-release-2.0",
                        "r.example.com/app:cache-main"),
                cache.from(CHANGE, TAGS));
    }

    @Test
    void withoutBranchesThereIsOne() {
        ScopedCache cache = ScopedCache.valueOf("type=registry,ref=r.example.com/cache:app,mode=max");
        BuildCache one = BuildCache.valueOf("type=registry,ref=r.example.com/cache:app,mode=max");
        assertEquals(one, cache.to(CacheScopes.none(), List.of()));
        assertEquals(List.of(one), cache.from(CacheScopes.none(), List.of()));
    }

    @Test
    void anImageThatHoldsItsCacheIsLookedForUnderItsNamesAndThoseOfBranches() {
        ScopedCache cache = ScopedCache.valueOf("inline");
        assertEquals(BuildCache.valueOf("type=inline"), cache.to(CHANGE, TAGS));
        assertEquals(
                caches(
                        "r.example.com/app:7",
                        "r.example.com/app:PR-1",
                        "r.example.com/app:release-2.0",
                        "r.example.com/app:main"),
                cache.from(CHANGE, TAGS));
    }

    @Test
    void itsOwnScopesCountMore() {
        ScopedCache cache = ScopedCache.valueOf("type=s3,bucket=b,region=r,scope=team,fallback=one;two");
        String s3 = "type=s3,bucket=b,region=r,name=buildkit-";
        assertEquals(BuildCache.valueOf(s3 + "team"), cache.to(CHANGE, TAGS));
        assertEquals(caches(s3 + "team", s3 + "one", s3 + "two"), cache.from(CHANGE, TAGS));
    }

    @Test
    void aBranchIsReadOnce() {
        assertEquals(
                caches("r.example.com/app:cache-main"),
                ScopedCache.valueOf("registry").from(new CacheScopes("main", List.of("main")), TAGS));
    }

    @Test
    void foldersAreThoseOfTheMachine() {
        assertEquals(
                BuildCache.valueOf("type=local,dest=/w/cache,tag=latest-main"),
                ScopedCache.valueOf("type=local,dest=cache")
                        .withFolder(folder -> "/w/" + folder)
                        .to(new CacheScopes("main", List.of()), TAGS));
    }

    @Test
    void whatIsMissingIsToldAtOnce() {
        assertEquals("A cache of type=s3 needs bucket= and region=", refusal("s3"));
        assertEquals("A cache of type=local needs a folder: src= to read it, dest= to write it", refusal("local"));
        ScopedCache cache = ScopedCache.valueOf("registry");
        assertEquals(
                "A cache of type=registry goes beside the image, and this one has no name",
                assertThrows(ProblemException.class, () -> cache.to(CHANGE, List.of()))
                        .problem()
                        .cause());
    }

    private static String refusal(String text) {
        return assertThrows(ProblemException.class, () -> ScopedCache.valueOf(text))
                .problem()
                .cause();
    }

    private static List<BuildCache> caches(String... texts) {
        return Stream.of(texts).map(BuildCache::valueOf).toList();
    }
}
