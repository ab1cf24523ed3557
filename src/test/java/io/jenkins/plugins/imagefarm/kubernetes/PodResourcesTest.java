package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pod gets of the machine. */
class PodResourcesTest {
    private final KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");

    @Test
    void theBuildsValuesGoOverTheNodes() {
        node.setResources(List.of("requests.cpu=500m", "requests.memory=1Gi", "limits.memory=2Gi"));
        ResourceRequirements made = made("limits.memory=3Gi", "limits.cpu=2");
        assertEquals(Map.of("cpu", new Quantity("500m"), "memory", new Quantity("1Gi")), made.getRequests());
        assertEquals(Map.of("cpu", new Quantity("2"), "memory", new Quantity("3Gi")), made.getLimits());
    }

    @Test
    void theCeilingIsTheLimitWhereThereIsNone() {
        node.setMaxResources(List.of("memory=4Gi", "ephemeral-storage=10Gi"));
        assertEquals(
                Map.of("memory", new Quantity("1Gi"), "ephemeral-storage", new Quantity("10Gi")),
                made("limits.memory=1Gi").getLimits());
    }

    @ParameterizedTest
    @CsvSource({
        "cpu=2, limits.cpu=2",
        "cpu=2, requests.cpu=2000m",
        "memory=4Gi, limits.memory=4096Mi",
        "memory=4Gi, limits.memory=4G"
    })
    void asMuchAsTheCeilingIsAllowedHoweverItIsWritten(String ceiling, String asked) {
        node.setMaxResources(List.of(ceiling));
        made(asked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "cpu=2 | limits.cpu=2001m | limits.cpu 2001m is more than pods allows: cpu 2",
                "cpu=2 | requests.cpu=3 | requests.cpu 3 is more than pods allows: cpu 2",
                "memory=4G | limits.memory=4Gi | limits.memory 4Gi is more than pods allows: memory 4G",
                "ephemeral-storage=1Gi | limits.ephemeral-storage=1Ti | limits.ephemeral-storage 1Ti is more than",
                "cpu=2 | limits.memory=much | limits.memory is 'much', which is no amount",
                "cpu=2 | limits.memory=-1Gi | limits.memory is '-1Gi', which is no amount",
                "cpu=2 | memory=1Gi | 'memory' is no resource of a pod",
                "cpu=2 | limits.gpu=1 | 'limits.gpu' is no resource of a pod",
            })
    void whatIsNotAllowedOrMakesNoSenseIsTheUsersFault(String ceiling, String asked, String why) {
        node.setMaxResources(List.of(ceiling));
        Problem problem =
                assertThrows(ProblemException.class, () -> made(asked)).problem();
        assertEquals(Fault.USER, problem.fault());
        assertEquals(
                why,
                problem.cause()
                        .substring(0, Math.min(why.length(), problem.cause().length())));
    }

    private ResourceRequirements made(String... asked) {
        return PodResources.of(node, new PodOptions(List.of(asked), null, 0));
    }
}
