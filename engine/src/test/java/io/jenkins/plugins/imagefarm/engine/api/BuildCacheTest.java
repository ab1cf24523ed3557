package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Caches as buildx writes them. */
class BuildCacheTest {
    private static final ImageReference APP = ImageReference.valueOf("r.example.com/app:cache");

    @Test
    void aNameAloneIsAnImageInARegistry() {
        assertEquals(
                new BuildCache(BuildCache.Type.REGISTRY, APP, Map.of()), BuildCache.valueOf("r.example.com/app:cache"));
    }

    @Test
    void furtherAttributesAreKept() {
        assertEquals(
                new BuildCache(BuildCache.Type.REGISTRY, APP, Map.of("mode", "max", "compression", "zstd")),
                BuildCache.valueOf("type=registry, ref=r.example.com/app:cache,mode=max,compression=zstd"));
    }

    @Test
    void eachPartOfAFarmHasOneOfItsOwn() {
        BuildCache cache = BuildCache.valueOf("type=registry,ref=r.example.com/app:cache,mode=max");
        assertEquals(
                BuildCache.valueOf("type=registry,ref=r.example.com/app:cache-linux-arm64,mode=max"),
                cache.withTagSuffix("-linux-arm64"));
        BuildCache inline = BuildCache.valueOf("type=inline");
        assertEquals(inline, inline.withTagSuffix("-linux-arm64"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=registry | A cache of type=registry needs a ref",
                "type=inline,ref=app | A cache of type=inline has no ref: it is in the image",
                "type=s3,bucket=b | 'type=s3,bucket=b' is not a cache: its type is not known",
                "type=registry,ref=app,mode=all | 'all' is not a mode of a cache",
                "type=registry,ref=App | 'App' is not an image name: the repository must be in lower case",
            })
    void whatIsWrongIsToldInOneLine(String text, String cause) {
        assertEquals(
                cause,
                assertThrows(ProblemException.class, () -> BuildCache.valueOf(text))
                        .problem()
                        .cause());
    }
}
