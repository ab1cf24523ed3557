package io.jenkins.plugins.imagefarm.engine.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Entitlement;
import io.jenkins.plugins.imagefarm.engine.api.ExtraHost;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.Injection;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.MemorySize;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import io.jenkins.plugins.imagefarm.engine.api.S2iPulls;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import io.jenkins.plugins.imagefarm.engine.api.Ulimit;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    @Test
    void aRequestComesBackEqual() throws Exception {
        BuildRequest request = new BuildRequest(
                        "job-7",
                        "job",
                        new Source("/ws", "sub/Dockerfile", null)
                                .with(Map.of(
                                        "files",
                                        NamedContext.valueOf("/files"),
                                        "app",
                                        NamedContext.valueOf("docker-image://a:1"))),
                        new Recipe(
                                        "app",
                                        Map.of("A", "1"),
                                        Map.of("l", "v"),
                                        List.of(Platform.valueOf("linux/arm/v7")),
                                        true,
                                        true,
                                        Attestation.all("max", "scanner:1", List.of()))
                                .dated(new SourceDate(7L, true))
                                .withRun(new RunOptions(
                                        NetworkMode.HOST,
                                        List.of(ExtraHost.valueOf("db:::1")),
                                        MemorySize.valueOf("1m"),
                                        List.of(Ulimit.valueOf("nofile=1:-1")),
                                        List.of(Entitlement.valueOf("device=vendor.com/gpu")),
                                        List.of("default"))),
                        new Destination(
                                List.of(ImageReference.valueOf("localhost:5000/a/b:1")),
                                true,
                                List.of(Output.valueOf("type=oci,dest=/ws/o.tar")),
                                "/ws/m.json",
                                null),
                        new Builder("n1", "tcp://h:1", BuilderType.BUILDKIT, ""),
                        List.of(new Registry("localhost:5000", true, null)),
                        ProgressStyle.QUIET,
                        2)
                .calling(Call.OUTLINE);
        assertEquals(request, Wire.read(Wire.write(request), BuildRequest.class));
    }

    @Test
    void anS2iBuildAndWhatIsToldOfItComeBackEqual() throws Exception {
        S2iBuild build = new S2iBuild(
                ImageReference.valueOf("localhost:5000/builder:1"),
                S2iProtocol.STI,
                "app",
                Map.of("A", "b=c \"d\""),
                "/ws/env",
                "image:///s2i",
                S2iIncremental.TRUE,
                ImageReference.valueOf("localhost:5000/app:0"),
                ImageReference.valueOf("localhost:5000/runtime:1"),
                List.of(RuntimeArtifact.valueOf("/a:b")),
                AllowedUids.valueOf("1-,500"),
                "1001",
                true,
                "x",
                List.of(new Injection("i", "/x")),
                "name",
                "text",
                null,
                "https://example.com/hook?x=1",
                S2iMethod.RUN,
                new S2iPulls(S2iPullPolicy.ALWAYS, S2iPullPolicy.NEVER, null),
                new S2iContainer(List.of("ALL"), List.of(new S2iContainer.Volume("m2", "/root/.m2"))));
        BuildRequest request = new BuildRequest(
                "job-7",
                "job",
                new Source("/ws", null, null),
                build,
                new Recipe(null, null, null, null, false, false, null),
                new Destination(List.of(ImageReference.valueOf("a:1")), true, null, null, null),
                new Builder("unix:///s"),
                null,
                List.of(),
                ProgressStyle.PLAIN,
                Limits.ofRetries(2));
        assertEquals(request, Wire.read(Wire.write(request), BuildRequest.class));
        S2iReport report = new S2iReport(
                S2iProtocol.S2I,
                Map.of("run", "source"),
                true,
                Map.of("Assemble", 7L),
                Map.of("a", "b"),
                S2iReason.ASSEMBLE_FAILED);
        assertEquals(report, Wire.read(Wire.write(report), S2iReport.class));
    }

    @Test
    void aGitSourceComesBackEqual() throws Exception {
        Source source = new Source(
                "app",
                null,
                null,
                new GitSource(GitUrl.valueOf("git@h:org/app.git"), "main", true, false, true, "h key"));
        String json = Wire.write(source);
        assertEquals(source, Wire.read(json, Source.class));
        assertTrue(json.contains("\"url\":\"git@h:org/app.git\""), json);
        String before = json.replaceFirst(",\"git\":.*", "}");
        assertEquals(new Source("app", null, null), Wire.read(before, Source.class));
    }

    @Test
    void aResultComesBackEqual() throws Exception {
        Digest digest = new Digest("sha256", "a".repeat(64));
        BuildResult result = new BuildResult(
                BuildState.SUCCESS,
                digest,
                digest,
                List.of(ImageReference.valueOf("a:1")),
                true,
                List.of(Platform.valueOf("linux/amd64")),
                Map.of("containerimage.digest", digest.toString()),
                "unix:///s",
                1,
                2,
                3,
                4,
                List.of("w"),
                null);
        assertEquals(result, Wire.read(Wire.write(result), BuildResult.class));
        assertTrue(Wire.write(result).contains("\"reason\":\"" + result.reason() + "\""), Wire.write(result));
        Statement statement =
                new Statement(Platform.valueOf("linux/amd64"), "https://spdx.dev/Document", digest, "a.json");
        assertEquals(statement, Wire.read(Wire.write(statement), Statement.class));
        ImageSize size = new ImageSize(12, List.of(new ImageSize.Part(Platform.valueOf("linux/arm64"), 7)));
        assertEquals(size, Wire.read(Wire.write(size), ImageSize.class));
        assertFalse(Wire.write(statement).contains("kind"), "derived values are not sent");
        assertFalse(Wire.write(result).contains("\"images\""), "derived values are not sent");
    }

    @Test
    void anEventBeginsWithItsKindAndKeepsIt() throws Exception {
        BuildEvent event = new BuildEvent.StateChanged(1, 2, BuildState.RUNNING, "");
        String json = Wire.write(event);
        assertEquals("{\"type\":\"state\",\"seq\":1,\"time\":2,\"state\":\"RUNNING\",\"reason\":\"\"}", json);
        assertEquals(event, Wire.read(json, BuildEvent.class));
        String moved =
                "{\"detail\":{\"type\":\"step\"},\"reason\":\"\",\"state\":\"RUNNING\",\"time\":2,\"seq\":1,\"type\":\"state\"}";
        assertEquals(event, Wire.read(moved, BuildEvent.class));
    }

    @ParameterizedTest
    @ValueSource(classes = {BuildEvent.class, Placement.class, PodAnswer.class})
    void everyEventAndAnswerHasAKindOfItsOwn(Class<?> sealed) throws Exception {
        for (Class<?> type : sealed.getPermittedSubclasses()) {
            assertEquals(type, ContractTypes.ofKind(ContractTypes.kindOf(type), sealed));
        }
    }

    @Test
    void whatIsNoEventIsRefused() {
        for (String json : List.of(
                "",
                "null",
                "[]",
                "7",
                "{}",
                "{\"type\":null}",
                "{\"type\":{}}",
                "{\"type\":\"granted\",\"seq\":1}",
                "{\"type\":\"news\",\"seq\":1}",
                "{\"type\":\"state\",\"seq\":[1]}",
                "{\"type\":\"state\",\"seq\":\"1\"}",
                "{\"type\":\"state\",\"seq\":99999999999999999999}",
                "{\"type\":\"state\",\"reason\":{\"seq\":1}}",
                "{\"type\":\"state\",\"state\":\"TIRED\"}",
                "{\"type\":\"state\",\"seq\":1")) {
            assertThrows(IOException.class, () -> Wire.read(json, BuildEvent.class), json);
        }
    }

    @Test
    void whatARecordRefusesIsTheCauseOfWhyItCannotBeRead() {
        IOException refused = assertThrows(
                IOException.class,
                () -> Wire.read("{\"type\":\"REGISTRY\",\"reference\":\"A B\",\"attributes\":{}}", BuildCache.class));
        assertInstanceOf(ProblemException.class, refused.getCause());
    }

    @Test
    void fieldsOfANewerVersionAreSkipped() throws Exception {
        String json = "{\"username\":\"u\",\"new\":{\"a\":[1,{}]},\"password\":\"p\",\"newer\":null}";
        assertEquals(new Login("u", "p"), Wire.read(json, Login.class));
    }

    /** All that components of the contract's records are, besides bytes and the types that Wire writes as texts. */
    private record Shapes(
            boolean flag,
            int number,
            long large,
            Long perhaps,
            String text,
            BuildState constant,
            Digest digest,
            Login value,
            List<String> texts,
            List<Login> values,
            Set<String> names,
            Set<BuildState> constants,
            Map<String, String> words,
            Map<String, Long> numbers,
            Map<String, Login> named,
            Map<String, Object> any) {}

    private static Shapes shapes(int elements) {
        List<String> texts = List.of("a", "b", "a").subList(0, elements);
        List<Login> values = texts.stream().map(text -> new Login(text, text)).toList();
        Set<String> names = new HashSet<>(texts);
        Map<String, Login> named = new HashMap<>();
        Map<String, String> words = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        Map<String, Object> any = new HashMap<>();
        for (String text : texts) {
            named.put(text + named.size(), new Login(text, text));
            words.put(text + words.size(), text);
            numbers.put(text + numbers.size(), Long.MAX_VALUE);
            any.put(text + any.size(), List.of(Map.of(text, 1L << 40), Map.of(), false));
        }
        return new Shapes(
                elements > 0,
                -elements,
                Long.MIN_VALUE,
                elements == 0 ? null : 0L,
                elements == 0 ? null : "",
                elements == 0 ? null : BuildState.RUNNING,
                elements == 0 ? null : new Digest("sha256", "a".repeat(64)),
                elements == 0 ? null : new Login("u", "p"),
                texts,
                values,
                names,
                elements == 0 ? Set.of() : Set.of(BuildState.RUNNING, BuildState.SUCCESS),
                words,
                numbers,
                named,
                any);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everyShapeComesBackEqual(int elements) throws Exception {
        assertEquals(shapes(elements), Wire.read(Wire.write(shapes(elements)), Shapes.class));
    }

    @Test
    void theContractHasNoOtherShapes() throws Exception {
        Set<String> known = Stream.of(Shapes.class.getRecordComponents())
                .map(component -> shape(component.getGenericType()))
                .collect(Collectors.toSet());
        known.add("Map<String, byte[]>"); // secretsComeBackButTheirTextShowsNames
        List<String> others;
        try (Stream<Path> classes = Files.list(
                Path.of(BuildRequest.class.getResource("BuildRequest.class").toURI())
                        .getParent())) {
            others = classes.map(file -> type(file.getFileName().toString()))
                    .filter(Class::isRecord)
                    .flatMap(type -> Stream.of(type.getRecordComponents()))
                    .filter(component -> !known.contains(shape(component.getGenericType())))
                    .map(component -> component.getDeclaringRecord() + ": " + component)
                    .toList();
        }
        assertEquals(List.of(), others);
    }

    private static Class<?> type(String file) {
        try {
            return Class.forName(BuildRequest.class.getPackageName() + "." + file.replace(".class", ""));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Records are one shape, as are enums, and what {@link Wire} writes as texts. */
    private static String shape(Type type) {
        if (type instanceof ParameterizedType generic) {
            return ((Class<?>) generic.getRawType()).getSimpleName()
                    + Stream.of(generic.getActualTypeArguments())
                            .map(WireTest::shape)
                            .collect(Collectors.joining(", ", "<", ">"));
        }
        Class<?> plain = (Class<?>) type;
        return plain.isEnum() ? "enum" : plain.isRecord() ? "record" : plain.getSimpleName();
    }

    @Test
    void textsOfAllKindsComeBackEqual() throws Exception {
        Map<String, Object> texts =
                Map.of("\u00fc\ud83d\ude00\n\u0001\"\\", "</script>\u2028", "list", List.of(1, true, "x", Map.of()));
        String json = Wire.write(texts);
        assertEquals(1, json.lines().count());
        assertEquals(texts, Wire.read(json, Map.class));
        assertEquals(texts, Wire.read(json, Object.class));
    }

    @Test
    void whatIsAskedAndAnsweredAboutPodsComesBackEqual() throws Exception {
        for (BuildEvent event : List.of(
                new BuildEvent.NodesWanted(1, 2, 3, List.of(), Map.of("n1", "it hangs"), "AAEC"),
                new BuildEvent.PodWanted(1, 2, 3, 4, true),
                new BuildEvent.PodCache(1, 2, 3, 4, 5),
                new BuildEvent.PodUnreachable(1, 2, 3, 4, "tcp://10.1.2.3:1234 refuses the connection"))) {
            assertEquals(event, Wire.read(Wire.write(event), BuildEvent.class));
        }
        for (PodAnswer answer : List.of(
                new PodAnswer.Waits(3, 4, "der Knoten hat keinen Platz: \u00fc"),
                new PodAnswer.Ready(3, 4, "pod-1", "tcp://10.1.2.3:1234", true, true, "-----BEGIN\n", "-----BEGIN\n"),
                new PodAnswer.Failed(3, 4, Problem.service("The pod was evicted", "Ask for more")))) {
            assertEquals(answer, Wire.read(Wire.write(answer), BuildAnswer.class));
            assertEquals(1, Wire.write(answer).lines().count());
        }
    }

    @Test
    void anAnswerAboutAPodThatLacksSomethingIsNone() {
        assertThrows(IOException.class, () -> Wire.read("{\"type\":\"podReady\",\"id\":1}", BuildAnswer.class));
    }

    @Test
    void anInquiryWithoutTheWishToRunIsOneOfBefore() throws Exception {
        Inquiry asked = new Inquiry(List.of(), Secrets.none(), 7, true, null);
        assertFalse(asked.run());
        String before = Wire.write(asked).replace(",\"run\":false", "");
        assertFalse(before.contains("run\""), before);
        assertEquals(asked, Wire.read(before, Inquiry.class));
        Inquiry run = new Inquiry(List.of(), Secrets.none(), 7, true, null, true);
        assertEquals(run, Wire.read(Wire.write(run), Inquiry.class));
    }

    @Test
    void secretsComeBackButTheirTextShowsNames() throws Exception {
        Secrets secrets = new Secrets(
                Map.of("r", new Login("u", "hunter2")),
                Map.of("id", "hunter2".getBytes()),
                Map.of(),
                new GitKeys(new Login("u", "hunter2"), "hunter2", "hunter2"),
                Map.of("deploy", new SshKey("hunter2", "hunter2")));
        Secrets read = Wire.read(Wire.write(secrets), Secrets.class);
        assertEquals("hunter2", read.logins().get("r").password());
        assertEquals("hunter2", new String(read.values().get("id")));
        assertEquals(secrets.git(), read.git());
        assertEquals(secrets.ssh(), read.ssh());
        assertFalse(read.ssh().toString().contains("hunter2"));
        assertFalse(read.toString().contains("hunter2"));
    }
}
