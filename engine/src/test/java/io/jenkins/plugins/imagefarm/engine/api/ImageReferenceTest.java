package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "busybox, docker.io/library/busybox:latest",
        "busybox:1.36, docker.io/library/busybox:1.36",
        "team/app, docker.io/team/app:latest",
        "index.docker.io/team/app:1, docker.io/team/app:1",
        "localhost/app, localhost/app:latest",
        "localhost:5000/app, localhost:5000/app:latest",
        "127.0.0.1:5000/a/b/c:x, 127.0.0.1:5000/a/b/c:x",
        "[::1]:5000/app:1, [::1]:5000/app:1",
        "registry.example.com/team/a__b.c-d:V1.0_x, registry.example.com/team/a__b.c-d:V1.0_x",
        "Host/app:1, Host/app:1"
    })
    void shortNamesAreCompletedAsDockerDoes(String text, String complete) {
        assertEquals(complete, ImageReference.valueOf(text).toString());
    }

    @Test
    void aDigestStandsInForATag() {
        ImageReference pinned = ImageReference.valueOf("r.example.com/app@" + DIGEST);
        assertEquals("r.example.com/app@" + DIGEST, pinned.toString());
        assertEquals(
                "r.example.com/app:1@" + DIGEST,
                ImageReference.valueOf("r.example.com/app:1@" + DIGEST).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a;touch x",
                "a b",
                "App",
                "team/App:1",
                "app:",
                "app:-x",
                "app:a b",
                "app:$(id)",
                "/app",
                "app/",
                "a//b",
                "-app",
                "r.example.com/",
                "r.example.com:port/app",
                "app@sha256:123",
                "app@",
                "app:1:2",
                "a\nb",
                "a___b",
                "../app"
            })
    void whatIsNoNameIsTheUsersFaultInOneLine(String text) {
        Problem problem = assertThrows(ProblemException.class, () -> ImageReference.valueOf(text))
                .problem();
        assertEquals(Fault.USER, problem.fault());
        assertEquals(1, problem.toString().lines().count());
    }

    @Test
    void theCauseSaysWhatIsWrong() {
        assertTrue(cause("Team/App").contains("lower case"));
        assertTrue(cause("app:a b").contains("tag"));
        assertTrue(cause("r.example.com/" + "x".repeat(250)).contains("255"));
    }

    private static String cause(String text) {
        return assertThrows(ProblemException.class, () -> ImageReference.valueOf(text))
                .problem()
                .cause();
    }
}
