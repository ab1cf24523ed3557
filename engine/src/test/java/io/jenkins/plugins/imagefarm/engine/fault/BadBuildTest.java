package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Dockerfiles, contexts and destinations that cannot work, on the real daemons: the user's fault, in one line, tried once. */
class BadBuildTest {
    @TempDir
    private Path context;

    @TempDir
    private Path results;

    @ParameterizedTest
    @EnumSource
    void aSyntaxErrorNamesItsLine(Daemon daemon) throws Exception {
        failed(daemon, "RUN echo fine", "RUNN echo typo")
                .isTheUsersFault("Dockerfile:4: unknown instruction: RUNN", "Correct the Dockerfile");
    }

    @ParameterizedTest
    @EnumSource
    void aTargetThatTheDockerfileDoesNotHave(Daemon daemon) throws Exception {
        BackgroundBuild build = BackgroundBuild.of(TestRequest.of(context, daemon.builder())
                .target("relaese")
                .retries(2)
                .request());
        FailedBuild.of(build).isTheUsersFault("has no stage relaese");
    }

    @ParameterizedTest
    @EnumSource
    void aSecretThatIsNeededAndNotGiven(Daemon daemon) throws Exception {
        failed(daemon, "RUN --mount=type=secret,id=token,required=true cat /run/secrets/token")
                .isTheUsersFault("secret 'token', which was not given");
    }

    /** An old Docker does not tell the line. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOCKER20")
    void aStepThatFailsNamesItsLineAndExitCode(Daemon daemon) throws Exception {
        FailedBuild build = failed(daemon, "RUN echo last words; exit 7");
        build.isTheUsersFault("RUN echo last words; exit 7", "exit code 7", "(Dockerfile:3)");
        assertTrue(build.console().contains(">>> RUN echo last words; exit 7"), build.console());
    }

    /** An old Docker does not tell the line. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOCKER20")
    void aFileThatTheContextDoesNotHave(Daemon daemon) throws Exception {
        failed(daemon, "COPY not-there /").isTheUsersFault("/not-there is not in the build context", "(Dockerfile:3)");
    }

    @ParameterizedTest
    @EnumSource
    void aPlatformThatTheDaemonCannotRun(Daemon daemon) throws Exception {
        BackgroundBuild build = BackgroundBuild.of(TestRequest.of(context, daemon.builder(), "RUN echo never")
                .platform("linux/mips64le")
                .request());
        FailedBuild.of(build).isTheUsersFault("platform");
    }

    /** An old Docker does not copy the fifo. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOCKER20")
    void aContextWithAFifoASocketAndALinkThatLeavesItIsBuilt(Daemon daemon) throws Exception {
        Path socket = context.resolve("a-socket");
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", context.resolve("a-fifo").toString())
                        .start()
                        .waitFor());
        Files.createSymbolicLink(context.resolve("a-link"), Path.of("../../../../../etc/passwd"));
        Files.writeString(context.resolve("a-file"), "content");
        try (ServerSocketChannel server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket))) {
            BackgroundBuild build = BackgroundBuild.of(TestRequest.of(
                            context,
                            daemon.builder(),
                            "COPY . /ctx",
                            "RUN cd /ctx; cat a-file; test -p a-fifo && echo -fifo; test -L a-link && readlink a-link; test ! -S a-socket && echo no-socket")
                    .request());
            assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
            assertTrue(build.console().contains(" content-fifo\n"), build.console());
            assertTrue(build.console().contains(" ../../../../../etc/passwd\n"), build.console());
            assertTrue(build.console().contains(" no-socket\n"), build.console());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLinkThatLeavesTheContextBringsNothingFromOutside(Daemon daemon) throws Exception {
        Path outside = Files.writeString(results.resolve("outside"), "not in the context");
        Files.createSymbolicLink(context.resolve("link"), outside);
        FailedBuild build = failed(daemon, "COPY link /copied");
        build.isTheUsersFault("not in the build context");
        assertFalse(build.console().contains("not in the context\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "oci, /dev/null/image.tar, /dev/null is not a folder",
        "oci, /proc/image.tar, no file can be made there",
        "docker, $RESULTS, is there already and no file",
        "local, /proc/folder, no file can be made there"
    })
    void aDestinationThatCannotBeWritten(String type, String dest, String why) throws Exception {
        String path = dest.replace("$RESULTS", results.toString());
        BackgroundBuild build = BackgroundBuild.of(TestRequest.of(context, Engines.buildkitd())
                .output(Output.valueOf("type=" + type + ",dest=" + path))
                .retries(2)
                .request());
        FailedBuild.of(build).isTheUsersFault(path, why);
        try (var files = Files.walk(results)) {
            assertEquals(List.of(results), files.toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "compression, zip, knows no compression zip",
        "force-compression, maybe, value of the output's force-compression"
    })
    void anOutputWithAnAttributeThatCannotBe(String name, String value, String why) throws Exception {
        Output output = new Output(Output.Type.OCI, results.resolve("x.tar").toString(), Map.of(name, value));
        FailedBuild.of(BackgroundBuild.of(TestRequest.of(context, Engines.buildkitd())
                        .output(output)
                        .request()))
                .isTheUsersFault(why);
    }

    private FailedBuild failed(Daemon daemon, String... lines) throws Exception {
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(context, daemon.builder(), lines).retries(2).request());
        FailedBuild failed = FailedBuild.of(build);
        assertFalse(build.console().contains("Try 1 "), build.console());
        return failed;
    }
}
