package io.jenkins.plugins.imagefarm.engine.buildkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.CacheOptions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newer frontend than those of the daemons of these tests answers to a check. */
class CallTest {
    /** As BuildKit writes it (frontend/subrequests/lint), with what is of no interest here left out. */
    private static final String WARNINGS = """
            {"warnings": [
              {"ruleName": "JSONArgsRecommended", "description": "JSON arguments recommended for ENTRYPOINT/CMD",
               "url": "https://docs.docker.com/go/dockerfile/rule/json-args-recommended/", "detail": "JSON arguments recommended for CMD",
               "location": {"ranges": [{"start": {"line": 3}, "end": {"line": 3}}]}},
              {"ruleName": "Odd", "detail": "nobody knows where", "location": {"sourceIndex": -1}}],
             "sources": [{"filename": "docker/Dockerfile", "language": "Dockerfile", "data": "RlJPTSBhCgpDTUQgYgo="}]%s}""";

    private static final String TEXT = "\nWARNING: JSONArgsRecommended - https://docs.docker.com/…\nDockerfile:3\n";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final List<BuildEvent> events = new ArrayList<>();
    private ProgressStyle style = ProgressStyle.PLAIN;
    private Map<String, String> question;

    @Test
    void warningsOfACheckAreToldWithTheirPlaceAndFailNothing() throws Exception {
        BuildResult result = check(Map.of("result.json", WARNINGS.formatted(""), "result.txt", TEXT));
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + console());
        assertEquals(
                List.of(
                        "JSONArgsRecommended: JSON arguments recommended for CMD (docker/Dockerfile:3)",
                        "Odd: nobody knows where"),
                result.warnings());
        Warned told = events.stream()
                .filter(Warned.class::isInstance)
                .map(Warned.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals("docker/Dockerfile", told.file());
        assertEquals(3, told.line());
        assertEquals(
                List.of(
                        new SourceLines.Line(1, false, "FROM a"),
                        new SourceLines.Line(2, false, ""),
                        new SourceLines.Line(3, true, "CMD b"),
                        new SourceLines.Line(4, false, "")),
                told.place().lines());
        assertEquals("https://docs.docker.com/go/dockerfile/rule/json-args-recommended/", told.url());
        assertTrue(console().contains("Check complete, 2 warnings have been found!\n\nWARNING: JSONArgs"), console());
        assertEquals("frontend.lint", question.get("requestid"));
        assertEquals("moby.buildkit.frontend.subrequests+forward", question.get("frontend.caps"));
        assertEquals("release", question.get("target"));
    }

    @Test
    void aCheckMakesNoImageWhateverElseIsAskedFor() throws Exception {
        BuildResult result = check(Map.of("result.json", "{}"));
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + console());
        assertEquals(List.of(), result.tags());
        assertFalse(result.pushed());
        assertNull(result.digest());
        assertTrue(console().contains("Check complete, no warnings found."), console());
    }

    @Test
    void aWarningThatTheDockerfileTakesForAnErrorFails() throws Exception {
        String error = ", \"buildError\": {\"message\": \"lint violation found for rules: JSONArgsRecommended\","
                + " \"location\": {\"ranges\": [{\"start\": {\"line\": 3}}]}}";
        BuildResult result = check(Map.of("result.json", WARNINGS.formatted(error), "result.txt", TEXT));
        assertEquals(BuildState.FAILURE, result.state());
        assertEquals(Fault.USER, result.problem().fault());
        assertEquals(
                "docker/Dockerfile:3: lint violation found for rules: JSONArgsRecommended",
                result.problem().cause());
        assertEquals(2, result.warnings().size());
    }

    @Test
    void aFrontendThatSaysNothingDoesNotKnowTheCall() throws Exception {
        BuildResult result = check(Map.of());
        assertEquals(Fault.USER, result.problem().fault());
        assertEquals(
                "The builder's Dockerfile frontend does not know the call frontend.lint",
                result.problem().cause());
    }

    @Test
    void anAnswerThatCannotBeReadIsNotTheUsersFault() throws Exception {
        assertEquals(
                Fault.SERVICE, check(Map.of("result.json", "<html>")).problem().fault());
    }

    @Test
    void aQuietCheckShowsTheAnswerAlone() throws Exception {
        style = ProgressStyle.QUIET;
        check(Map.of("result.json", "{}"));
        assertEquals("Check complete, no warnings found.\n", console());
    }

    private BuildResult check(Map<String, String> answer) throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(answer)) {
            BuildRequest request = new BuildRequest(
                            "check",
                            "key",
                            new Source(folder.toString(), null, "FROM scratch AS release"),
                            new Recipe(
                                            "release",
                                            null,
                                            null,
                                            List.of(Platform.valueOf("linux/amd64"), Platform.valueOf("linux/arm64")),
                                            false,
                                            false,
                                            Attestation.all("max", null, List.of()))
                                    .withCaches(
                                            List.of(BuildCache.valueOf("r.example.com/app:cache")),
                                            List.of(BuildCache.valueOf("type=inline"))),
                            new Destination(
                                    List.of(ImageReference.valueOf("r.example.com/app:1")),
                                    true,
                                    List.of(),
                                    null,
                                    null),
                            frontend.builder(),
                            List.of(),
                            style,
                            0)
                    .calling(Call.CHECK);
            BuildReporter reporter = new BuildReporter(console, events::add, style, SecretMask.of(Secrets.none()));
            BuildResult result = new BuildRunner(
                            new BuildKitEngine(new BuilderFinder(Map.of()), host -> Optional.empty()))
                    .run(request, Secrets.none(), reporter, new Cancellation());
            assertEquals("", frontend.solve().getFrontend());
            assertEquals(0, frontend.solve().getExportersCount());
            assertEquals(CacheOptions.getDefaultInstance(), frontend.solve().getCache());
            question = frontend.question();
            assertEquals("linux/amd64", question.get("platform"));
            assertFalse(question.containsKey("attest:provenance"));
            return result;
        }
    }

    private String console() {
        return console.toString(StandardCharsets.UTF_8);
    }
}
