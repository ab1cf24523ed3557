package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerPlatformsTest {
    @Test
    void levelsAnd386AreTheProcessorsOwnOnAnAmd64() {
        assertEquals(
                new WorkerPlatforms(
                        platforms("linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/386"),
                        platforms("linux/arm64")),
                WorkerPlatforms.of(
                        platforms("linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/arm64", "linux/386")));
    }

    @Test
    void amd64WithItsLevelsIsEmulatedOnAnArm64() {
        assertEquals(
                new WorkerPlatforms(
                        platforms("linux/arm64"),
                        platforms("linux/amd64", "linux/amd64/v2", "linux/386", "linux/arm/v7", "linux/arm/v6")),
                WorkerPlatforms.of(platforms(
                        "linux/arm64", "linux/amd64", "linux/amd64/v2", "linux/386", "linux/arm/v7", "linux/arm/v6")));
    }

    @Test
    void lowerVariantsAreTheProcessorsOwnOnAnArm() {
        assertEquals(
                new WorkerPlatforms(platforms("linux/arm/v7", "linux/arm/v6"), List.of()),
                WorkerPlatforms.of(platforms("linux/arm/v7", "linux/arm/v6")));
    }

    @Test
    void aPlatformThatIsListedTwiceIsOne() {
        assertEquals(
                new WorkerPlatforms(platforms("linux/amd64"), platforms("linux/arm64")),
                WorkerPlatforms.of(platforms("linux/amd64", "linux/arm64/v8", "linux/arm64", "linux/amd64/v1")));
    }

    private static List<Platform> platforms(String... texts) {
        return Arrays.stream(texts).map(Platform::valueOf).toList();
    }
}
