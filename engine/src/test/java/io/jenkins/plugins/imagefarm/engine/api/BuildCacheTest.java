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

    private static final String S3 = "type=s3,bucket=b,region=eu-1";

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
                cache.withSuffix("-linux-arm64"));
        BuildCache inline = BuildCache.valueOf("type=inline");
        assertEquals(inline, inline.withSuffix("-linux-arm64"));
        assertEquals(
                BuildCache.valueOf("type=local,dest=cache,tag=latest-linux-arm64"),
                BuildCache.valueOf("type=local,dest=cache").withSuffix("-linux-arm64"));
        assertEquals(
                BuildCache.valueOf("type=gha,scope=app-linux-arm64"),
                BuildCache.valueOf("type=gha,scope=app").withSuffix("-linux-arm64"));
    }

    @Test
    void keysHaveTheNameOfTheirCredentialsOrOfTheirType() {
        assertEquals("s3", BuildCache.valueOf(S3).keysName());
        assertEquals("aws", BuildCache.valueOf(S3 + ",credentialsId=aws").keysName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=registry | A cache of type=registry needs a ref",
                "type=inline,ref=app | A cache of type=inline has no ref: it is in the image",
                "type=s4,bucket=b | 'type=s4,bucket=b' is not a cache: its type is not known",
                "type=s3,bucket=b | A cache of type=s3 needs region=",
                "type=s3,bucket=,region=r | A cache of type=s3 needs bucket=",
                "type=s3,bucket=b,region=r,buket=c | 'buket' is no attribute of a cache of type=s3",
                "type=s3,bucket=b,region=r,secret_access_key=k | A cache's secret_access_key is secret, and no part of its text",
                "type=gha,token=k | A cache's token is secret, and no part of its text",
                "type=gha,ref=app | A cache of type=gha has no ref",
                "type=azblob | A cache of type=azblob needs account_url=",
                "type=local | A cache of type=local needs a folder: src= to read it, dest= to write it",
                "type=inline,dest=cache | A cache of type=inline has no folder",
                "type=local,dest=cache,credentialsId=c | A cache of type=local has no credentialsId",
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
