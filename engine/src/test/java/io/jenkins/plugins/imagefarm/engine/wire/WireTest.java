package io.jenkins.plugins.imagefarm.engine.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
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
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
    void eventsKeepTheirKind() throws Exception {
        BuildEvent event = new BuildEvent.StateChanged(1, 2, BuildState.RUNNING, "");
        assertEquals(event, Wire.read(Wire.write(event), BuildEvent.class));
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
