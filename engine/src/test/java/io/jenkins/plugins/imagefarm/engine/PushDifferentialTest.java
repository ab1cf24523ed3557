package io.jenkins.plugins.imagefarm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the engine and {@code docker buildx build --push} bring to a registry has the same digest: config, layers, media types, annotations. */
class PushDifferentialTest {
    private static final String NOW = "RUN date +%N > /now\n";

    private final String image = Engines.plainRegistry() + "/differential/" + UUID.randomUUID();

    @TempDir
    private Path folder;

    @TempDir
    private Path archives;

    /**
     * @param feature as the report shows it
     * @param theirs arguments of buildx
     * @param ours arguments of the engine
     */
    record Push(String feature, List<String> theirs, List<String> ours) {
        Push(String feature, String... arguments) {
            this(feature, List.of(arguments), List.of(arguments));
        }

        @Override
        public String toString() {
            return feature;
        }
    }

    static Stream<Push> pushes() {
        return Stream.of(
                new Push("annotations", "--annotation", "org.example.team=x y", "--annotation", "org.example.b=2"),
                new Push("compression", "--output", "type=image,compression=zstd,force-compression=true"),
                new Push(
                        "media types of OCI",
                        List.of("--output", "type=image,oci-mediatypes=true"),
                        List.of("--format", "oci")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pushes")
    void whatIsPushedIsWhatBuildxPushes(Push push) throws Exception {
        write(NOW);
        MadeImage plain = MadeImage.byBuildx(pushed(List.of()));
        MadeImage peer = MadeImage.byBuildx(pushed(push.theirs()));
        assertEquals(peer.manifest(), MadeImage.byEngine(pushed(push.ours())).manifest());
        assertNotEquals(plain.manifest(), peer.manifest(), "it makes a difference");
    }

    @Test
    @DisplayName("cache in a registry")
    void cacheInARegistry() throws Exception {
        write(NOW);
        List<String> arguments = pushed(List.of(
                "--cache-to",
                "type=registry,ref=$IMAGE:cache,mode=max",
                "--cache-from",
                "type=registry,ref=$IMAGE:cache"));
        assertEquals(
                MadeImage.byBuildx(arguments).manifest(),
                MadeImage.byEngine(arguments).manifest());
    }

    /** In an archive: buildx cannot have Docker's image store take such an image, for which Docker's exporter unpacks it. */
    @Test
    @DisplayName("sourceDateEpoch and rewriteTimestamp: made twice, the same")
    void filesDatedAnew() throws Exception {
        write("RUN echo same > /now\n");
        String archive = "type=oci,dest=" + archives.resolve("image.tar");
        MadeImage peer = MadeImage.byBuildx(List.of(
                "--no-cache",
                "--build-arg=SOURCE_DATE_EPOCH=1700000000",
                "--output=" + archive + ",rewrite-timestamp=true",
                folder.toString()));
        MadeImage own = MadeImage.byEngine(List.of(
                "--no-cache",
                "--source-date-epoch=1700000000",
                "--rewrite-timestamp",
                "--output=" + archive,
                folder.toString()));
        assertEquals(peer.manifest(), own.manifest());
    }

    private void write(String instruction) throws IOException {
        Files.writeString(folder.resolve("run-id"), image);
        Files.writeString(
                folder.resolve("Dockerfile"),
                "FROM " + Engines.baseImage() + "\nCOPY run-id /\n" + instruction + "LABEL a=b\n");
    }

    private List<String> pushed(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("--tag", image, "--push"));
        arguments.forEach(argument -> all.add(argument.replace("$IMAGE", image)));
        all.add(folder.toString());
        return all;
    }
}
