package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.Feature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What builders of some age can do, of which there is none here. */
class BuilderKindTest {
    @ParameterizedTest
    @CsvSource({
        "BUILDKITD, v0.12.5, true, false",
        "BUILDKITD, v0.13.0, true, true",
        "BUILDKITD, v0.20.1-rc1, true, true",
        "BUILDKITD, v0.0.0+unknown, true, true",
        "DOCKER, '', true, true",
        "DOCKER_CLASSIC, '', false, false"
    })
    void datesImagesAndTheirFiles(BuilderKind kind, String version, boolean images, boolean files) {
        assertEquals(images, kind.features(true, version).contains(Feature.SOURCE_DATE));
        assertEquals(files, kind.features(true, version).contains(Feature.REWRITE_TIMESTAMP));
    }

    @ParameterizedTest
    @CsvSource({"BUILDKITD", "DOCKER"})
    void whatTellsNoVersionIsTooOldForIt(BuilderKind kind) {
        assertEquals(false, kind.features(false, "").contains(Feature.SOURCE_DATE));
        assertEquals(false, kind.features(false, "").contains(Feature.REWRITE_TIMESTAMP));
    }
}
