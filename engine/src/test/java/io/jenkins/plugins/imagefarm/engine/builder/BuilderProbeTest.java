package io.jenkins.plugins.imagefarm.engine.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** On the real daemons. */
class BuilderProbeTest {
    private final BuilderProbe probe = new BuilderProbe(Map.of());
    private final Platform own = Platform.valueOf("linux/" + System.getProperty("os.arch"));

    @Test
    void aBuildkitdTellsItsPlatformsApart() {
        NodeInfo info = ask(Engines.buildkitd(), BuilderKeys.none());
        assertEquals(BuilderType.BUILDKIT, info.type());
        assertFalse(info.version().isEmpty());
        assertEquals(own, info.nativePlatforms().get(0));
        assertEmulates(info);
        assertEquals(EnumSet.allOf(Feature.class), info.features());
    }

    @Test
    void aBuildkitdBehindMutualTlsIsOne() {
        assertEquals(
                BuilderType.BUILDKIT,
                ask(Engines.buildkitdTls(), Engines.buildkitdKeys()).type());
    }

    @Test
    void aBuildkitdOnAPlainPortIsOne() {
        assertEquals(
                BuilderType.BUILDKIT,
                ask(Engines.buildkitdTcp(), BuilderKeys.none()).type());
    }

    @Test
    void aDockerWithContainerdsStoreCanDoAllThatBuildKitCan() {
        NodeInfo info = ask(Engines.docker(), BuilderKeys.none());
        assertEquals(BuilderType.DOCKER, info.type());
        assertTrue(info.version().startsWith("26."), info.version());
        assertEquals(own, info.nativePlatforms().get(0));
        assertEmulates(info);
        assertEquals(EnumSet.allOf(Feature.class), info.features());
    }

    @Test
    void aDockerWithItsOwnStoreCanDoLess() {
        NodeInfo info = ask(Engines.docker20(), BuilderKeys.none());
        assertEquals(BuilderType.DOCKER, info.type());
        assertTrue(info.version().startsWith("20.10"), info.version());
        assertEquals(own, info.nativePlatforms().get(0));
        assertFalse(info.features().contains(Feature.SEVERAL_PLATFORMS));
        assertFalse(info.features().contains(Feature.PUSH_BY_DIGEST));
        assertFalse(info.features().contains(Feature.OUTPUT_OCI));
    }

    @Test
    void aPodmanTellsItsEmulatorsWhereItsInfoDoesNot() {
        for (Builder podman : List.of(Engines.podman4(), Engines.podman5())) {
            NodeInfo info = ask(podman, Engines.sshKeys());
            assertEquals(BuilderType.PODMAN, info.type());
            assertFalse(info.version().isEmpty());
            assertEquals(List.of(own), info.nativePlatforms());
            assertEmulates(info);
            assertTrue(info.features().contains(Feature.SECRETS));
        }
    }

    @Test
    void whatIsNotWhatItIsSaidToBeIsRefused() {
        Builder docker = Engines.docker();
        Builder wrong = new Builder("n1", docker.uri(), BuilderType.PODMAN, "");
        Problem problem = assertThrows(
                        ProblemException.class, () -> probe.ask(wrong, BuilderKeys.none(), new Cancellation()))
                .problem();
        assertEquals(Fault.USER, problem.fault());
        assertEquals(docker.uri() + " is of type docker, not podman", problem.cause());
    }

    /** Where there is another one that answers. */
    @Test
    void aBuilderInAPodThatIsNotThereYetIsNotLookedForBesideTheEngine() {
        BuilderProbe beside =
                new BuilderProbe(Map.of("DOCKER_HOST", Engines.docker().uri()));
        Builder pod = new Builder("k8s", "", BuilderType.KUBERNETES, "");
        for (Executable use : List.<Executable>of(
                () -> beside.ask(pod, BuilderKeys.none(), new Cancellation()),
                () -> beside.resolve(pod, BuilderKeys.none(), new Cancellation()))) {
            Problem problem = assertThrows(ProblemException.class, use).problem();
            assertEquals(BuilderType.onlyInJenkins(), problem);
        }
    }

    @Test
    void withoutAnAddressTheBuilderOfThisMachineIsFound() {
        Map<String, String> environment = Map.of("DOCKER_HOST", Engines.docker().uri());
        Builder found = new BuilderProbe(environment).resolve(new Builder(""), BuilderKeys.none(), new Cancellation());
        assertEquals(new Builder("", Engines.docker().uri(), BuilderType.DOCKER, ""), found);
    }

    private NodeInfo ask(Builder builder, BuilderKeys keys) {
        return probe.ask(builder, keys, new Cancellation());
    }

    private static void assertEmulates(NodeInfo info) {
        Platform emulated = Platform.valueOf(Engines.value("IMAGE_FARM_EMULATED"));
        assertTrue(info.emulatedPlatforms().contains(emulated), info.toString());
        assertTrue(
                info.nativePlatforms().stream().noneMatch(p -> p.architecture().equals(emulated.architecture())));
    }
}
