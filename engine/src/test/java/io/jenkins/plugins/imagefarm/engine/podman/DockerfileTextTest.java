package io.jenkins.plugins.imagefarm.engine.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTextTest {
    private static final String TEXT = """
            # a comment
            FROM base AS one
            RUN first \\
                # in between
                second   \\

                third
            COPY a b
            RUN <<EOF
            COPY c d
            EOF
            COPY c d
            COPY a b
            """;

    @ParameterizedTest
    @CsvSource({
        "FROM base AS one,          0, Dockerfile:2",
        "RUN first   second third,  0, Dockerfile:3",
        "COPY a b,                  0, Dockerfile:8",
        "COPY a b,                  8, Dockerfile:13",
        "COPY c d,                  0, Dockerfile:12",
        "RUN <<EOF (COPY c d...),   0, Dockerfile:9",
        "RUN nowhere,               0, none"
    })
    void aStepIsFoundByItsText(String step, int after, String place) {
        assertEquals(
                place,
                new DockerfileText("Dockerfile", TEXT)
                        .find(step, after)
                        .map(excerpt -> excerpt.place())
                        .orElse("none"));
    }
}
