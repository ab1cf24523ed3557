package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.api.Annotation.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationTest {
    private static final Platform AMD64 = Platform.valueOf("linux/amd64");
    private static final Platform ARM64 = Platform.valueOf("linux/arm64");

    @Test
    void withoutALevelIsOfManifestAndIndex() {
        List<Annotation> all = Annotation.all(Map.of("k", "v"));
        assertEquals(Map.of("k", "v"), Annotation.of(Level.MANIFEST, AMD64, all));
        assertEquals(Map.of("k", "v"), Annotation.of(Level.INDEX, null, all));
        assertEquals(Map.of(), Annotation.of(Level.MANIFEST_DESCRIPTOR, AMD64, all));
    }

    @Test
    void mayHaveSeveralLevelsAndAPlatform() {
        List<Annotation> all = Annotation.all(Map.of("index,manifest-descriptor[linux/arm64]:k", "v"));
        assertEquals(Map.of("k", "v"), Annotation.of(Level.INDEX, null, all));
        assertEquals(Map.of("k", "v"), Annotation.of(Level.MANIFEST_DESCRIPTOR, ARM64, all));
        assertEquals(Map.of(), Annotation.of(Level.MANIFEST_DESCRIPTOR, AMD64, all));
        assertEquals(Map.of(), Annotation.of(Level.MANIFEST, ARM64, all));
    }

    @Test
    void theMoreSpecialTakesThePlaceOfTheOther() {
        List<Annotation> all =
                Annotation.all(Map.of("manifest[linux/arm64]:k", "arm", "k", "any", "manifest:k", "each"));
        assertEquals(Map.of("k", "arm"), Annotation.of(Level.MANIFEST, ARM64, all));
        assertEquals(Map.of("k", "each"), Annotation.of(Level.MANIFEST, AMD64, all));
        assertEquals(Map.of("k", "any"), Annotation.of(Level.INDEX, null, all));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image:k | 'image' cannot be annotated",
                ":k | '' cannot be annotated",
                "index,:k | '' cannot be annotated",
                "index[linux/amd64]:k | An index is of no platform, so index[linux/amd64] cannot be annotated",
                "manifest[amd]:k | 'amd' is not a platform",
                "manifest: | '' is not the name of an annotation",
                "manifest:a b | 'a b' is not the name of an annotation",
            })
    void whatIsNoneIsTheUsersFault(String name, String cause) {
        Problem problem = assertThrows(ProblemException.class, () -> Annotation.all(Map.of(name, "v")))
                .problem();
        assertEquals(Fault.USER, problem.fault());
        assertEquals(
                cause,
                problem.cause()
                        .substring(0, Math.min(cause.length(), problem.cause().length())));
    }
}
