package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators write in one line. */
class PodTextTest {
    @Test
    void labelsMayHaveAPrefixAndNoValue() {
        assertEquals(
                Map.of("team", "build", "example.com/cost-centre", "4.2_a", "empty", ""),
                PodText.labels(List.of("team=build", "example.com/cost-centre = 4.2_a", "empty=")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "team=a b",
                "team=-a",
                "team=a/b",
                "te am=a",
                "-team=a",
                "a/b/c=d",
                "Example.com/team=a",
                "team=a="
            })
    void whatKubernetesWouldRefuseIsRefusedHere(String line) {
        ProblemException refused = assertThrows(ProblemException.class, () -> PodText.labels(List.of(line)));
        assertEquals(
                "Kubernetes takes no label '" + line + "'", refused.problem().cause());
    }
}
