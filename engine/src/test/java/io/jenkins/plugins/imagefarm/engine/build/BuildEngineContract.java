package io.jenkins.plugins.imagefarm.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.FailureLocated;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Entitlement;
import io.jenkins.plugins.imagefarm.engine.api.ExtraHost;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.MemorySize;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import io.jenkins.plugins.imagefarm.engine.api.Ulimit;
import io.jenkins.plugins.imagefarm.engine.attest.AttestingEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.fault.SshKeygen;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.size.SizingEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every builder does with a request, on the real daemon. A subclass names the builder. */
public abstract class BuildEngineContract {
    /** Follows BuildKit's protocol of scanners (its docs/attestations/sbom-protocol.md). */
    private static final String SCANNER = """
            #!/bin/sh
            set -e
            cat > $BUILDKIT_SCAN_DESTINATION/sbom.spdx.json <<EOF
            {"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document",
             "predicate": {"SPDXID": "SPDXRef-DOCUMENT", "scanned":"$(cat $BUILDKIT_SCAN_SOURCE/scanned/run-id)"}}
            EOF
            """;

    private final String run = UUID.randomUUID().toString();

    @TempDir
    private Path folder;

    @TempDir
    private Path statements;

    private TestBuild build;

    protected abstract Builder builder();

    protected BuildEngine engine() {
        return new BuildKitEngine(new BuilderFinder(Map.of()), host -> Optional.empty());
    }

    /** What the builder can do. It must refuse all else. */
    protected Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    /** Whether it tells which line of the Dockerfile failed. */
    protected boolean tellsTheFailedLine() {
        return true;
    }

    /** Whether it warns of a Dockerfile that it can build. */
    protected boolean warns() {
        return true;
    }

    /** Whether its configuration lets a step have the network of its machine. */
    protected boolean permitsTheHostsNetwork() {
        return true;
    }

    @BeforeEach
    void writeContext() throws IOException {
        Files.writeString(folder.resolve("run-id"), run);
        LoginSource none = host -> Optional.empty();
        BuildEngine engine = new SizingEngine(new AttestingEngine(engine(), none, statements), none);
        build = new TestBuild(folder, builder(), engine);
        build.dockerfile("COPY run-id /\nRUN cat /run-id\nRUN echo to-stderr >&2; date +%N > /now");
    }

    @Test
    void pushesUnderEveryTag() throws Exception {
        build.tags = List.of(tag("1"), tag("2")).toArray(new String[0]);
        build.push = true;
        BuildResult result = success();
        assertEquals(result.digest(), build.pushedDigest(tag("1")));
        assertEquals(result.digest(), build.pushedDigest(tag("2")));
        assertTrue(result.pushed());
        assertEquals(build.blobBytes(tag("1"), result.digest()), result.size().bytes());
        assertEquals(tag("1") + "@" + result.digest(), result.images().get(0).toString());
    }

    @Test
    void pushesByDigestIntoEveryRepository() throws Exception {
        build.tags = new String[] {tag("1"), tag("2"), other("1")};
        build.push = true;
        build.byDigest = true;
        build.platforms = List.of(Platform.valueOf("linux/amd64"));
        BuildResult result = success();
        assertEquals(Map.of(build.platforms.get(0), result.digest()), build.outcome.manifests());
        assertTrue(build.manifest(tag("1"), result.digest()).has("config"));
        assertTrue(build.manifest(other("1"), result.digest()).has("config"));
        if (features().contains(Feature.PUSH_BY_DIGEST)) {
            assertTrue(build.tags(tag("1")).isEmpty() && build.tags(other("1")).isEmpty(), "there is no tag");
        }
    }

    @Test
    void tellsTheManifestOfEveryPlatformItPushedByDigest() throws Exception {
        build.platforms = List.of(Platform.valueOf("linux/amd64"), Platform.valueOf("linux/arm64"));
        build.attestations = Attestation.all("min", null, List.of());
        build.tags = new String[] {tag("1")};
        build.push = true;
        build.byDigest = true;
        if (isRefused(Feature.SEVERAL_PLATFORMS)) {
            return;
        }
        ImageSize size = success().size();
        for (Platform platform : build.platforms) {
            Digest manifest = build.outcome.manifests().get(platform);
            Digest config = Digest.valueOf(build.manifest(tag("1"), manifest)
                    .get("config")
                    .get("digest")
                    .asText());
            assertEquals(
                    platform.architecture(),
                    build.blob(tag("1"), config).get("architecture").asText());
            assertEquals(build.blobBytes(tag("1"), manifest), size.of(platform).orElseThrow());
            Digest attestations = build.outcome.attestations().get(platform);
            assertTrue(build.manifest(tag("1"), attestations).toString().contains("in-toto.io/predicate-type"));
        }
        assertTrue(build.tags(tag("1")).isEmpty(), "there is no tag");
    }

    @Test
    void annotatesTheManifest() throws Exception {
        build.tags = new String[] {tag("annotated")};
        build.push = true;
        build.platforms = List.of(Platform.valueOf("linux/amd64"));
        build.annotations = Map.of("org.example.odd", "a=b, \"c\"", "manifest[linux/amd64]:org.example.own", "own");
        if (isRefused(Feature.ANNOTATIONS)) {
            return;
        }
        success();
        JsonNode annotations = build.pushedManifest(tag("annotated")).get("annotations");
        assertEquals("a=b, \"c\"", annotations.get("org.example.odd").asText());
        assertEquals("own", annotations.get("org.example.own").asText());
    }

    @Test
    void annotatesTheIndexAndItsEntries() throws Exception {
        build.tags = new String[] {tag("annotated-index")};
        build.push = true;
        build.platforms = List.of(Platform.valueOf("linux/amd64"), Platform.valueOf("linux/arm64"));
        build.dockerfileText = "FROM scratch\nCOPY run-id /";
        build.annotations =
                Map.of("index:org.example.index", "1", "manifest-descriptor[linux/arm64]:org.example.entry", "2");
        if (isRefused(Feature.DESCRIPTOR_ANNOTATIONS)) {
            return;
        }
        success();
        JsonNode index = build.pushedManifest(tag("annotated-index"));
        assertEquals("1", index.path("annotations").path("org.example.index").asText());
        for (JsonNode entry : index.path("manifests")) {
            boolean arm = entry.path("platform").path("architecture").asText().equals("arm64");
            assertEquals(
                    arm ? "2" : "",
                    entry.path("annotations").path("org.example.entry").asText());
        }
    }

    @ParameterizedTest
    @EnumSource
    void manifestsHaveTheFormatThatIsAskedFor(ImageFormat format) throws Exception {
        build.tags = new String[] {tag("format")};
        build.push = true;
        build.format = format;
        if (format == ImageFormat.OCI && isRefused(Feature.FORMAT_OCI)) {
            return;
        }
        success();
        assertEquals(
                format == ImageFormat.OCI
                        ? "application/vnd.oci.image.manifest.v1+json"
                        : "application/vnd.docker.distribution.manifest.v2+json",
                build.pushedManifest(tag("format")).get("mediaType").asText());
    }

    @Test
    void aSecondBuildComesFromTheCache() throws Exception {
        BuildResult first = success();
        BuildResult second = success();
        assertEquals(first.imageId(), second.imageId());
        assertTrue(second.cachedSteps() > first.cachedSteps(), second.cachedSteps() + " of " + second.totalSteps());
        assertEquals(first.totalSteps(), second.totalSteps());
    }

    @Test
    void noCacheRunsEveryStepAgain() throws Exception {
        BuildResult first = success();
        build.noCache = true;
        assertNotEquals(first.imageId(), success().imageId());
    }

    @Test
    void theConsoleShowsStepsAsBuildKitUsersKnowThem() throws Exception {
        success();
        String console = build.console();
        assertTrue(console.contains("] RUN cat /run-id"), console);
        assertTrue(console.lines().anyMatch(line -> line.matches("#\\d+ \\d+\\.\\d+ to-stderr")), console);
        assertTrue(console.lines().anyMatch(line -> line.matches("#\\d+ DONE \\d+\\.\\ds")), console);
    }

    @Test
    void eventsTellEveryStepAndItsOutput() throws Exception {
        success();
        assertTrue(build.events().stream()
                .anyMatch(event -> event instanceof BuildEvent.StepChanged step
                        && step.name().contains("RUN cat")
                        && step.state() == StepState.DONE));
        assertTrue(build.events().stream()
                .anyMatch(event -> event instanceof BuildEvent.StepOutput output
                        && output.text().contains(run)));
        for (int i = 0; i < build.events().size(); i++) {
            assertEquals(i + 1, build.events().get(i).seq());
        }
    }

    @Test
    void buildsTheTargetStage() throws Exception {
        build.dockerfile("AS first\nCOPY run-id /\nRUN echo first-$RANDOM\nFROM first\nRUN echo second; false");
        build.target = "first";
        success();
        assertFalse(build.console().contains("echo second"));
    }

    @Test
    void buildArgumentsAndLabelsKeepTheirText() throws Exception {
        String odd = "a=b \"c\" 'd' $e ;f\\g";
        build.dockerfile("ARG ODD\nCOPY run-id /\nRUN printf '<%s>' \"$ODD\"");
        build.buildArgs = Map.of("ODD", odd);
        build.labels = Map.of("odd", odd);
        build.tags = new String[] {tag("odd")};
        build.push = true;
        success();
        assertTrue(build.console().contains("<" + odd + ">"), build.console());
        assertEquals(
                odd,
                build.pushedConfig(tag("odd"))
                        .get("config")
                        .get("Labels")
                        .get("odd")
                        .asText());
    }

    @Test
    void stepsSeeTheHostsThatWereAdded() throws Exception {
        build.dockerfile("COPY run-id /\nRUN cat /etc/hosts");
        build.run = new RunOptions(
                NetworkMode.DEFAULT,
                List.of(ExtraHost.valueOf("db.example.com:192.0.2.7"), ExtraHost.valueOf("six:2001:db8::7")));
        success();
        String console = build.console();
        assertTrue(
                console.lines().anyMatch(line -> line.matches(".*192\\.0\\.2\\.7\\s+db\\.example\\.com.*")), console);
        assertTrue(console.lines().anyMatch(line -> line.matches(".*2001:db8::7\\s+six.*")), console);
    }

    @Test
    void stepsSeeNoNetworkIfNoneIsAskedFor() throws Exception {
        build.dockerfile("COPY run-id /\nRUN echo devices: $(grep -c : /proc/net/dev), $(grep -o lo: /proc/net/dev)");
        build.run = new RunOptions(NetworkMode.NONE, List.of());
        success();
        assertTrue(build.console().contains(" devices: 1, lo:"), build.console());
    }

    @Test
    void stepsSeeTheNetworkOfTheHostIfItIsAskedForAndPermitted() throws Exception {
        build.dockerfile("COPY run-id /\nRUN readlink /proc/self/ns/net");
        build.run = new RunOptions(NetworkMode.HOST, List.of());
        assertHasTheHostsNetworkIfPermitted();
    }

    @Test
    void stepsHaveTheSharedMemoryAndTheLimitsThatAreAskedFor() throws Exception {
        build.dockerfile("COPY run-id /\nRUN grep /dev/shm /proc/mounts; echo files: $(ulimit -Sn) $(ulimit -Hn)");
        build.run = new RunOptions(
                null, null, MemorySize.valueOf("7m"), List.of(Ulimit.valueOf("nofile=500:600")), List.of());
        if (isRefused(Feature.SHM_SIZE) && isRefused(Feature.ULIMITS)) {
            return;
        }
        success();
        assertTrue(build.console().contains("size=7168k"), build.console());
        assertTrue(build.console().contains(" files: 500 600"), build.console());
    }

    @Test
    void onlyTheStagesThatAreNamedRunAgain() throws Exception {
        build.dockerfile("AS kept\nCOPY run-id /\nRUN echo kept > /a\nFROM kept AS again\nRUN echo again > /b");
        build.noCacheFilter = List.of("again");
        if (isRefused(Feature.NO_CACHE_FILTER)) {
            return;
        }
        success();
        success();
        List<String> cached = build.events().stream()
                .filter(event -> event instanceof BuildEvent.StepChanged step && step.state() == StepState.CACHED)
                .map(event -> ((BuildEvent.StepChanged) event).name())
                .toList();
        assertTrue(cached.stream().anyMatch(name -> name.contains("echo kept")), cached::toString);
        assertFalse(cached.stream().anyMatch(name -> name.contains("echo again")), cached::toString);
    }

    @Test
    void anEntitlementIsGrantedIfItIsAskedForAndPermitted() throws Exception {
        build.dockerfile("COPY run-id /\nRUN --network=host readlink /proc/self/ns/net");
        build.run = new RunOptions(null, null, null, List.of(), List.of(Entitlement.HOST_NETWORK));
        if (isRefused(Feature.ENTITLEMENTS)) {
            return;
        }
        assertHasTheHostsNetworkIfPermitted();
        build.dockerfile("COPY run-id /\nRUN --network=host date");
        build.run = RunOptions.usual();
        assertEquals(Fault.USER, build.run().problem().fault());
    }

    private void assertHasTheHostsNetworkIfPermitted() throws Exception {
        if (permitsTheHostsNetwork()) {
            success();
            String own = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
            assertTrue(build.console().contains(" " + own), build.console());
        } else {
            BuildResult result = build.run();
            assertEquals(Fault.USER, result.problem().fault());
            assertEquals(
                    "The build needs the entitlement network.host, which the builder does not grant",
                    result.problem().cause());
        }
    }

    @Test
    void takesTheDockerfileAsText() throws Exception {
        Files.delete(folder.resolve("Dockerfile"));
        build.dockerfileText = "FROM " + Engines.baseImage() + "\nCOPY run-id /\nRUN echo inline";
        success();
        assertTrue(build.console().contains("RUN echo inline"));
    }

    @Test
    void takesFurtherContextsByName(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("kept"), run);
        Files.writeString(elsewhere.resolve("left.log"), "x");
        Files.writeString(elsewhere.resolve(".dockerignore"), "*.log\n");
        build.dockerfileText =
                "FROM app\nCOPY --from=files . /files\nCOPY --from=context kept /\nRUN ls /files; cat /files/kept /kept";
        build.contexts = Map.of(
                "files", NamedContext.valueOf(elsewhere.toString()),
                "context", NamedContext.valueOf(elsewhere.toString()),
                "app", NamedContext.valueOf("docker-image://" + Engines.baseImage()));
        if (isRefused(Feature.CONTEXTS)) {
            return;
        }
        success();
        assertTrue(build.console().contains(" " + run + run), build.console());
        assertFalse(build.console().contains(" left.log"), build.console());
    }

    @Test
    void takesAnImageInAFolderAsContext(@TempDir Path layout) throws Exception {
        build.dockerfileText = "FROM scratch\nCOPY run-id /";
        build.tags = new String[] {"layout:7"};
        Path archive = layout.resolve("image.tar");
        build.outputs = List.of(new Output(Output.Type.OCI, archive.toString(), Map.of()));
        if (isRefused(Feature.OUTPUT_OCI)) {
            return;
        }
        success();
        new ProcessBuilder("tar", "-xf", archive.toString(), "-C", layout.toString())
                .start()
                .waitFor();
        Path files = folder.resolve("files");
        build.tags = new String[0];
        build.dockerfileText = "FROM app AS app\nFROM scratch\nCOPY --from=app run-id /found";
        build.contexts = Map.of("app", NamedContext.valueOf("oci-layout://" + layout + ":7"));
        build.outputs = List.of(new Output(Output.Type.LOCAL, files.toString(), Map.of()));
        if (isRefused(Feature.CONTEXTS)) {
            return;
        }
        success();
        assertEquals(run, Files.readString(files.resolve("found")));
    }

    @Test
    void takesADockerfileFromOutsideTheContext(@TempDir Path elsewhere) throws Exception {
        Files.move(folder.resolve("Dockerfile"), elsewhere.resolve("Outer"));
        build.dockerfile = elsewhere.resolve("Outer").toString();
        success();
    }

    @Test
    void givesSecretsToTheStepThatMountsThem() throws Exception {
        build.dockerfile("COPY run-id /\nRUN --mount=type=secret,id=token wc -c < /run/secrets/token");
        build.secrets = new Secrets(Map.of(), Map.of("token", "twelve bytes".getBytes(StandardCharsets.UTF_8)));
        success();
        assertTrue(build.console().lines().anyMatch(line -> line.endsWith(" 12")), build.console());
    }

    /** {@code ssh-add -T} has the agent sign, and verifies it. */
    @Test
    void stepsMaySignWithAnSshKeyThatTheyNeverSee() throws Exception {
        SshAdd.copyTo(folder.resolve("root"));
        Path key = new SshKeygen(folder).key("deploy", "a passphrase");
        build.dockerfile(
                "COPY root /\nCOPY run-id deploy.pub /\n"
                        + "RUN --mount=type=ssh,id=deploy /usr/bin/ssh-add -L && /usr/bin/ssh-add -T /deploy.pub && echo signed > /signed");
        build.run = RunOptions.usual().withSsh(List.of("deploy"));
        build.secrets = new Secrets(
                Map.of(),
                Map.of(),
                Map.of(),
                GitKeys.none(),
                Map.of("deploy", new SshKey(Files.readString(key), "a passphrase")));
        if (isRefused(Feature.SSH)) {
            return;
        }
        success();
        assertTrue(build.console().contains(" deploy\n"), build.console());
    }

    @Test
    void buildsForSeveralPlatforms() throws Exception {
        build.dockerfile("COPY run-id /\nRUN uname -m");
        build.platforms = List.of(Platform.valueOf("linux/amd64"), Platform.valueOf("linux/arm64"));
        build.tags = new String[] {tag("multi")};
        build.push = true;
        if (isRefused(Feature.SEVERAL_PLATFORMS)) {
            return;
        }
        BuildResult result = success();
        assertEquals(2, build.pushedManifest(tag("multi")).get("manifests").size());
        assertTrue(build.console().contains("x86_64") && build.console().contains("aarch64"), build.console());
        assertEquals(build.platforms, result.platforms());
    }

    @Test
    void attestsNothingUnlessAsked() throws Exception {
        build.tags = new String[] {tag("plain")};
        build.push = true;
        success();
        assertTrue(build.pushedManifest(tag("plain")).has("config"), "a manifest, not an index with attestations");
        build.attestations = Attestation.all("max", null, List.of());
        if (isRefused(Feature.ATTESTATIONS)) {
            return;
        }
        success();
        assertEquals(
                "attestation-manifest",
                build.pushedManifest(tag("plain"))
                        .get("manifests")
                        .get(1)
                        .get("annotations")
                        .get("vnd.docker.reference.type")
                        .asText());
    }

    @Test
    void tellsOfTheAttestationsThatItMadeAndKeepsCopies() throws Exception {
        String scanner = tag("scanner");
        Files.writeString(folder.resolve("scan"), SCANNER);
        build.dockerfile("COPY run-id scan /\nRUN chmod 755 /scan\nENTRYPOINT [\"/scan\"]");
        build.tags = new String[] {scanner};
        build.push = true;
        success();
        build.dockerfile(
                "ARG shown\nCOPY run-id /scanned/\nRUN --mount=type=secret,id=token test -s /run/secrets/token");
        build.tags = new String[] {tag("attested")};
        build.attestations = Attestation.all("max,builder-id=https://ci.example.com/job/app/7/", scanner, List.of());
        build.buildArgs = Map.of("shown", "arguments-are-told");
        build.labels = Map.of("org.opencontainers.image.revision", "the-commit");
        build.secrets = new Secrets(Map.of(), Map.of("token", "never-told".getBytes(StandardCharsets.UTF_8)));
        if (isRefused(Feature.ATTESTATIONS)) {
            return;
        }
        BuildResult result = success();
        Map<String, Statement> made =
                result.attestations().stream().collect(Collectors.toMap(Statement::kind, Function.identity()));
        assertEquals(Set.of("provenance", "sbom"), made.keySet());
        assertEquals(2, result.attestations().size());
        assertEquals("https://spdx.dev/Document", made.get("sbom").predicateType());
        for (Statement statement : result.attestations()) {
            assertEquals("linux/amd64", statement.platform().toString());
            JsonNode copy = new ObjectMapper()
                    .readTree(statements.resolve(statement.file()).toFile());
            assertEquals(build.blob(tag("attested"), statement.digest()), copy);
            assertEquals(statement.predicateType(), copy.path("predicateType").asText());
        }
        assertTrue(text(made.get("sbom")).contains("\"scanned\":\"" + run + "\""), "the scanner saw the image's files");
        String provenance = text(made.get("provenance"));
        assertTrue(provenance.contains("https://ci.example.com/job/app/7/"), provenance);
        assertTrue(provenance.contains("arguments-are-told"), provenance);
        assertFalse(provenance.contains("never-told"), provenance);
        assertTrue(provenance.contains("\"vcs\":{\"revision\":\"the-commit\"}"), provenance);
    }

    @Test
    void keepsTheAttestationsOfWhatIsNotPushed(@TempDir Path elsewhere) throws Exception {
        build.dockerfileText = "FROM scratch\nCOPY run-id /";
        build.attestations = Attestation.all("max", null, List.of());
        build.outputs =
                List.of(new Output(Output.Type.OCI, elsewhere.resolve("a.tar").toString(), Map.of()));
        if (isRefused(Feature.ATTESTATIONS)) {
            return;
        }
        assertProvenance();
        build.platforms = List.of(Platform.valueOf("linux/amd64"), Platform.valueOf("linux/arm64"));
        build.outputs =
                List.of(new Output(Output.Type.LOCAL, elsewhere.resolve("two").toString(), Map.of()));
        assertProvenance();
        build.platforms = List.of();
        Path one = Files.createDirectories(elsewhere.resolve("one"));
        Files.writeString(
                one.resolve("x.sbom.spdx.json"),
                "{\"_type\": \"https://in-toto.io/Statement/v0.1\", \"predicateType\": \"https://spdx.dev/Document\"}");
        build.outputs = List.of(new Output(Output.Type.LOCAL, one.toString(), Map.of("attestation-prefix", "x.")));
        assertProvenance();
        assertTrue(Files.exists(one.resolve("x.provenance.json")));
    }

    private void assertProvenance() throws Exception {
        try (Stream<Path> before = Files.exists(statements) ? Files.list(statements) : Stream.of()) {
            for (Path copy : before.toList()) {
                Files.delete(copy);
            }
        }
        BuildResult result = success();
        assertEquals(
                Math.max(1, build.platforms.size()),
                result.attestations().size(),
                () -> result.attestations() + build.console());
        for (Statement statement : result.attestations()) {
            JsonNode copy = new ObjectMapper().readTree(text(statement));
            assertEquals(statement.predicateType(), copy.path("predicateType").asText());
            assertEquals(Digest.of(Files.readAllBytes(statements.resolve(statement.file()))), statement.digest());
        }
    }

    private String text(Statement statement) throws Exception {
        return Files.readString(statements.resolve(statement.file()));
    }

    @Test
    void anImageThatIsDatedTellsThatDate() throws Exception {
        build.sourceDate = new SourceDate(1_000_000_000L, false);
        build.tags = new String[] {tag("dated")};
        build.push = true;
        if (isRefused(Feature.SOURCE_DATE)) {
            return;
        }
        success();
        assertEquals(
                "2001-09-09T01:46:40Z",
                build.pushedConfig(tag("dated")).get("created").asText());
    }

    @Test
    void theSameFilesWithTheirDateMakeTheSameImageAgain() throws Exception {
        build.dockerfile("COPY run-id /\nRUN mkdir /made && echo same > /made/file");
        build.sourceDate = new SourceDate(1_000_000_000L, true);
        build.noCache = true;
        build.tags = new String[] {tag("dated")};
        build.push = true;
        if (isRefused(Feature.REWRITE_TIMESTAMP)) {
            return;
        }
        Digest first = success().digest();
        Files.setLastModifiedTime(folder.resolve("run-id"), FileTime.fromMillis(1_234_567_890_000L));
        assertEquals(first, success().digest());
        assertEquals(
                "2001-09-09T01:46:40Z",
                build.pushedConfig(tag("dated")).get("created").asText());
    }

    @Test
    void writesAnOciArchive() throws Exception {
        assertArchive(Output.Type.OCI, "oci-layout", Feature.OUTPUT_OCI);
    }

    @Test
    void writesADockerArchive() throws Exception {
        assertArchive(Output.Type.DOCKER, "manifest.json", Feature.OUTPUT_DOCKER);
    }

    @Test
    void writesTheFilesAsATar() throws Exception {
        assertArchive(Output.Type.TAR, "run-id", Feature.OUTPUT_FILES);
    }

    private void assertArchive(Output.Type type, String entry, Feature needed) throws Exception {
        Path dest = folder.resolve("out.tar");
        build.outputs = List.of(new Output(type, dest.toString(), Map.of()));
        if (isRefused(needed)) {
            return;
        }
        success();
        Process tar = new ProcessBuilder("tar", "-tf", dest.toString()).start();
        String names = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(names.lines().anyMatch(entry::equals), names);
    }

    @Test
    void writesTheFilesIntoAFolder() throws Exception {
        build.dockerfileText = "FROM scratch\nCOPY run-id /deep/er/";
        Path dest = folder.resolve("out");
        build.outputs = List.of(new Output(Output.Type.LOCAL, dest.toString(), Map.of()));
        if (isRefused(Feature.OUTPUT_FILES)) {
            return;
        }
        success();
        assertEquals(run, Files.readString(dest.resolve("deep/er/run-id")));
    }

    @Test
    void tellsTheStagesOfADockerfileAndBuildsNothing() throws Exception {
        build.dockerfileText = "FROM scratch AS first\n# the second: what is shipped\nFROM first AS second\nRUN none";
        build.call = Call.TARGETS;
        build.tags = new String[] {tag("none")};
        build.push = true;
        if (isRefused(Feature.CALL)) {
            return;
        }
        BuildResult result = success();
        assertEquals(0, result.tags().size());
        assertFalse(result.pushed());
        assertNull(result.digest());
        assertEquals("The Dockerfile was read, and nothing was built", result.reason());
        assertTrue(build.console().contains("second (default)"), build.console());
        assertTrue(
                result.metadata().get(BuildResult.ANSWER_JSON).toString().contains("\"name\": \"first\""),
                result.metadata().toString());
    }

    /** The daemons of these tests are older than that check. */
    @Test
    void saysWhatToDoIfTheFrontendKnowsNoCheck() throws Exception {
        build.call = Call.CHECK;
        if (isRefused(Feature.CALL)) {
            return;
        }
        Problem problem = build.run().problem();
        assertEquals(Fault.USER, problem.fault());
        assertEquals("The builder's Dockerfile frontend does not know the call frontend.lint", problem.cause());
        assertTrue(problem.advice().contains("# syntax=docker/dockerfile:1"), problem.advice());
    }

    @Test
    void aFailedStepIsTheUsersFault() throws Exception {
        build.dockerfile("COPY run-id /\nRUN echo last words; exit 3");
        BuildResult result = build.run();
        assertEquals(BuildState.FAILURE, result.state());
        assertEquals(Fault.USER, result.problem().fault());
        assertTrue(result.problem().cause().contains("3"), result.problem().cause());
        assertTrue(build.console().contains("RUN echo last words; exit 3"), build.console());
        assertEquals(tellsTheFailedLine() ? List.of("RUN echo last words; exit 3") : List.of(), failedLines());
    }

    private List<String> failedLines() {
        return build.events().stream()
                .filter(FailureLocated.class::isInstance)
                .flatMap(event -> ((FailureLocated) event).places().stream())
                .flatMap(BuildEngineContract::marked)
                .toList();
    }

    private static Stream<String> marked(SourceLines place) {
        return place.lines().stream().filter(SourceLines.Line::marked).map(SourceLines.Line::text);
    }

    @Test
    void aWarningIsToldWithItsLines() throws Exception {
        build.dockerfileText = "FROM scratch\nENV a=b \\\n\n  c=d\n";
        success();
        List<String> lines = build.events().stream()
                .filter(Warned.class::isInstance)
                .flatMap(event -> marked(((Warned) event).place()))
                .toList();
        assertEquals(warns() ? List.of("  c=d") : List.of(), lines);
    }

    @Test
    void anEmptyImageCanBeBuilt() throws Exception {
        build.dockerfileText = "FROM scratch\nCMD [\"/none\"]";
        assertNotNull(success().imageId());
    }

    private BuildResult success() throws InterruptedException {
        BuildResult result = build.run();
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + build.console());
        return result;
    }

    private String other(String tag) {
        return Engines.plainRegistry() + "/contract/other/" + run + ":" + tag;
    }

    private String tag(String tag) {
        return Engines.plainRegistry() + "/contract/" + run + ":" + tag;
    }

    /** Whether the builder cannot do what the build needs; then it says so before anything starts. */
    private boolean isRefused(Feature needed) throws InterruptedException {
        if (features().contains(needed)) {
            return false;
        }
        BuildResult result = build.run();
        assertEquals(BuildState.FAILURE, result.state());
        assertEquals(Fault.USER, result.problem().fault());
        assertTrue(
                result.problem().cause().contains(needed.text()),
                result.problem().cause());
        assertEquals(0, result.totalSteps());
        return true;
    }
}
