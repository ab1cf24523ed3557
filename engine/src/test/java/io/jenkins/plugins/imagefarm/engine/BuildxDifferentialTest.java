package io.jenkins.plugins.imagefarm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.fault.SshKeygen;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine and {@code docker buildx build} give the same image of the same context on the same daemon: the same config
 * digest, which holds times of creation and so shows that every step of the second build came from the first one's cache.
 */
class BuildxDifferentialTest {
    /** In every context, so that no test run finds another one's cache. */
    private final String run = UUID.randomUUID().toString();

    @ParameterizedTest(name = "{0}")
    @MethodSource("contexts")
    void theImageIsTheOneThatBuildxMakes(Context context, @TempDir Path folder) throws Exception {
        context.files().write(folder);
        Files.writeString(folder.resolve("run-id"), run);
        List<String> arguments = context.arguments().stream()
                .map(argument -> argument.replace("$CONTEXT", folder.toString()).replace("$BASE", Engines.baseImage()))
                .toList();
        String peer = buildx(folder, arguments);
        assertEquals(peer, engine(folder, arguments));
        System.out.println("differential: " + context + " " + peer);
    }

    @Test
    void aDateIsTheOneThatBuildxIsGiven(@TempDir Path folder) throws Exception {
        write(folder, "Dockerfile", "FROM $BASE\nCOPY run-id /\nRUN date +%N > /now");
        Files.writeString(folder.resolve("run-id"), run);
        assertEquals(
                buildx(folder, List.of("--build-arg", "SOURCE_DATE_EPOCH=1700000000")),
                engine(folder, List.of("--source-date-epoch", "1700000000")));
    }

    /** Of what was run only now BuildKit writes another cache into the config than of what it had, so buildx builds twice. */
    @Test
    void theImageHoldsTheSameCache(@TempDir Path folder) throws Exception {
        write(folder, "Dockerfile", "FROM " + Engines.baseImage() + "\nRUN echo " + run + " && date +%N > /now");
        List<String> arguments = List.of("--cache-to", "type=inline");
        String first = buildx(folder, arguments);
        String second = buildx(folder, arguments);
        assertNotEquals(first, second);
        assertEquals(second, engine(folder, arguments));
    }

    /** They are no part of the config, so what is pushed is compared. */
    @Test
    void annotationsStandWhereBuildxPutsThem(@TempDir Path folder) throws Exception {
        write(folder, "Dockerfile", "FROM scratch\nCOPY run-id /");
        Files.writeString(folder.resolve("run-id"), run);
        List<String> arguments = List.of(
                "--platform=linux/amd64,linux/arm64",
                "--push",
                "--annotation=index:a=1",
                "--annotation=manifest:b=2",
                "--annotation=manifest[linux/arm64]:b=3",
                "--annotation=manifest-descriptor[linux/amd64]:c=4");
        String peer = Engines.plainRegistry() + "/differential/annotations:buildx-" + run;
        String own = Engines.plainRegistry() + "/differential/annotations:engine-" + run;
        buildx(folder, Stream.concat(arguments.stream(), Stream.of("-t", peer)).toList());
        engine(folder, Stream.concat(arguments.stream(), Stream.of("-t", own)).toList());
        List<Map<?, ?>> expected = annotations(peer);
        assertEquals(Map.of("a", "1"), expected.get(0));
        assertEquals(5, expected.size(), "of the index, and of each manifest and its entry");
        assertEquals(expected, annotations(own));
    }

    /** Of the index, and of every entry and its manifest. */
    private static List<Map<?, ?>> annotations(String tag) throws IOException, InterruptedException {
        ImageReference image = ImageReference.valueOf(tag);
        Map<?, ?> index = manifest(image, image.tag());
        List<Map<?, ?>> annotations = new ArrayList<>(List.of(annotations(index)));
        for (Object each : (List<?>) index.get("manifests")) {
            Map<?, ?> entry = (Map<?, ?>) each;
            annotations.add(annotations(entry));
            annotations.add(annotations(manifest(image, entry.get("digest").toString())));
        }
        return annotations;
    }

    private static Map<?, ?> annotations(Map<?, ?> json) {
        return json.get("annotations") instanceof Map<?, ?> annotations ? annotations : Map.of();
    }

    private static Map<?, ?> manifest(ImageReference image, String name) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + image.registry() + "/v2/" + image.repository() + "/manifests/" + name);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", ImageIndex.OCI + ",application/vnd.oci.image.manifest.v1+json")
                .build();
        return Wire.read(
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body(),
                Map.class);
    }

    private static String buildx(Path folder, List<String> arguments) throws IOException, InterruptedException {
        return MadeImage.byBuildx(with(folder, arguments)).config();
    }

    private static String engine(Path folder, List<String> arguments) throws IOException {
        return MadeImage.byEngine(with(folder, arguments)).config();
    }

    private static List<String> with(Path folder, List<String> arguments) {
        return Stream.concat(arguments.stream(), Stream.of(folder.toString())).toList();
    }

    /**
     * @param name as the report shows it
     * @param arguments both programs take; {@code $CONTEXT} stands for the context folder
     * @param files writes the context
     */
    record Context(String name, List<String> arguments, Writer files) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Writes a context into a folder. */
    interface Writer {
        void write(Path folder) throws Exception;
    }

    static Stream<Context> contexts() {
        String from = "FROM $BASE";
        return Stream.of(
                dockerfile("one step", from + "\nCOPY run-id /\nRUN date +%N > /now"),
                dockerfile(
                        "multi-stage",
                        from + " AS build\nCOPY run-id /src/\nRUN date +%N > /out\n" + from
                                + "\nCOPY --from=build /out /app/out\nCMD [\"cat\", \"/app/out\"]"),
                dockerfile(
                        "target",
                        from + " AS first\nCOPY run-id /\nRUN date +%N > /a\nFROM first AS second\nRUN date +%N > /b",
                        "--target",
                        "first"),
                dockerfile(
                        "local cache",
                        from + "\nCOPY run-id /\nRUN date +%N > /now",
                        "--cache-to",
                        "type=local,dest=$CONTEXT/cache,mode=max",
                        "--cache-from",
                        "type=local,src=$CONTEXT/cache"),
                dockerfile(
                        "heredoc",
                        from
                                + "\nCOPY run-id /\nRUN <<EOF\ndate +%N > /a\necho more >> /a\nEOF\nCOPY <<\"EOF\" /b\n$literal\nEOF"),
                dockerfile(
                        "ONBUILD",
                        from
                                + " AS parent\nONBUILD COPY run-id /onbuild/\nONBUILD RUN date +%N > /onbuild/now\nFROM parent\nRUN cat /onbuild/now"),
                dockerfile(
                        "mounts",
                        from + "\nCOPY run-id /\nRUN --mount=type=cache,target=/cache date +%N | tee /cache/x > /a\n"
                                + "RUN --mount=type=bind,source=run-id,target=/mnt/id cat /mnt/id > /b\n"
                                + "RUN --mount=type=secret,id=token wc -c < /run/secrets/token > /c",
                        "--secret",
                        "id=token,src=$CONTEXT/run-id"),
                dockerfile(
                        "ARG scoping",
                        "ARG BASE=wrong\nARG GLOBAL=outer\n"
                                + "FROM ${BASE}\nARG GLOBAL\nARG WHO=nobody\nENV WHO=${WHO}\nCOPY run-id /\n"
                                + "RUN echo $WHO $GLOBAL $(date +%N) > /a\nLABEL who=$WHO",
                        "--build-arg",
                        "BASE=$BASE",
                        "--build-arg",
                        "WHO=a b=c",
                        "--label",
                        "team=x y"),
                new Context("ignore rules", List.of(), folder -> {
                    write(folder, "Dockerfile", from + "\nCOPY . /ctx\nRUN date +%N > /now; find /ctx | sort");
                    write(
                            folder,
                            ".dockerignore",
                            "# comment\n**/*.log\n!keep.log\ndocs\n!docs/README*\n/build/\n*/temp*\n!**/temp.keep\n");
                    for (String file : List.of(
                            "a.log",
                            "keep.log",
                            "sub/b.log",
                            "docs/a.md",
                            "docs/README.md",
                            "docs/README-de.md",
                            "build/out",
                            "sub/build/out",
                            "sub/temporary",
                            "sub/temp.keep",
                            "sub/deep/temp",
                            "src/main")) {
                        write(folder, file, file);
                    }
                }),
                new Context(
                        "ignore file of the Dockerfile", List.of("-f", "$CONTEXT/docker/App.Dockerfile"), folder -> {
                            write(folder, "docker/App.Dockerfile", from + "\nCOPY . /ctx\nRUN date +%N > /now");
                            write(folder, "docker/App.Dockerfile.dockerignore", "secret*\n");
                            write(folder, ".dockerignore", "run-id\n");
                            write(folder, "secret.txt", "x");
                            write(folder, "public.txt", "x");
                        }),
                new Context("only what is copied", List.of(), folder -> {
                    write(
                            folder,
                            "Dockerfile",
                            from
                                    + "\nCOPY a/*.txt /a/\nCOPY --chmod=640 b/link /b\nCOPY run-id /\nRUN date +%N > /now");
                    write(folder, "a/1.txt", "1");
                    write(folder, "a/2.bin", "2");
                    write(folder, "real/file", "content");
                    Files.createDirectories(folder.resolve("b"));
                    Files.createSymbolicLink(folder.resolve("b/link"), Path.of("../real/file"));
                }),
                new Context("oddities", List.of(), folder -> {
                    write(folder, "Dockerfile", from + "\nCOPY . /ctx\nRUN date +%N > /now");
                    oddities(folder);
                }),
                dockerfile(
                        "network and hosts",
                        from + "\nCOPY run-id /\nRUN cat /etc/hosts; date +%N > /now",
                        "--network",
                        "none",
                        "--add-host",
                        "db:192.0.2.7",
                        "--add-host",
                        "six=[2001:db8::7]"),
                dockerfile("network of the host", from + "\nCOPY run-id /\nRUN date +%N > /now", "--network", "host"),
                new Context(
                        "named contexts",
                        List.of(
                                "--build-context",
                                "files=$CONTEXT/more",
                                "--build-context",
                                "busybox=docker-image://$BASE"),
                        folder -> {
                            write(
                                    folder,
                                    "Dockerfile",
                                    "FROM busybox\nCOPY --from=files . /files\nCOPY run-id /\nRUN date +%N > /now");
                            write(folder, "more/file", "x");
                            write(folder, "more/folder/file", "y");
                        }),
                new Context("SSH", List.of("--ssh", "default=$CONTEXT/key"), folder -> {
                    write(
                            folder,
                            "Dockerfile",
                            from + "\nCOPY run-id /\nRUN --mount=type=ssh test -S $SSH_AUTH_SOCK; date +%N > /now");
                    new SshKeygen(folder).key("key", "");
                }),
                dockerfile(
                        "shared memory and limits",
                        from + "\nCOPY run-id /\nRUN ulimit -n; date +%N > /now",
                        "--shm-size",
                        "7m",
                        "--ulimit",
                        "nofile=500:600"),
                dockerfile(
                        "entitlement",
                        from + "\nCOPY run-id /\nRUN --network=host date +%N > /now",
                        "--allow",
                        "network.host"),
                dockerfile(
                        "secret of the environment",
                        from
                                + "\nCOPY run-id /\nRUN --mount=type=secret,id=token wc -c < /run/secrets/token; date +%N > /now",
                        "--secret",
                        "id=token,env=PATH"),
                dockerfile(
                        "a stage without cache",
                        // What is made anew has to be as it was: the config holds when the last stage was made.
                        from + " AS again\nCOPY run-id /\nRUN cp run-id /same\n" + from
                                + "\nCOPY --from=again /same /\nRUN date +%N > /now",
                        "--no-cache-filter",
                        "again"),
                dockerfile(
                        "two platforms",
                        from + "\nCOPY run-id /\nARG TARGETPLATFORM\nENV P=$TARGETPLATFORM",
                        "--platform",
                        "linux/amd64,linux/arm64"));
    }

    private static Context dockerfile(String name, String text, String... arguments) {
        return new Context(name, List.of(arguments), folder -> write(folder, "Dockerfile", text));
    }

    private static void oddities(Path folder) throws IOException {
        write(folder, "empty", "");
        Files.createDirectories(folder.resolve("empty folder/inner"));
        write(folder, "ünï/コード/ 😀 with blanks", "unicode");
        write(folder, "x".repeat(250), "long name");
        write(folder, "deep/" + "d234567890/".repeat(30) + "file", "long path");
        write(folder, "a-b/file", "sorts before a/ as text, after it as path");
        write(folder, "a/file", "x");
        write(folder, "a.b/file", "x");
        write(folder, "exec.sh", "#!/bin/sh\n");
        Files.setPosixFilePermissions(folder.resolve("exec.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setAttribute(folder.resolve("exec.sh"), "unix:mode", 0104751, LinkOption.NOFOLLOW_LINKS);
        write(folder, "sticky/file", "x");
        Files.setAttribute(folder.resolve("sticky"), "unix:mode", 0041777);
        write(folder, "linked", "hard");
        Files.createLink(folder.resolve("linked-too"), folder.resolve("linked"));
        Files.createLink(folder.resolve("a/linked-again"), folder.resolve("linked"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("outside"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(folder.resolve("up"), Path.of("../../.."));
        Files.createSymbolicLink(folder.resolve("to-folder"), Path.of("a"));
        write(folder, "old", "x");
        Files.setLastModifiedTime(folder.resolve("old"), FileTime.fromMillis(-1_000_000_000L));
        write(folder, "file\twith\nnewline", "x");
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace("FROM $BASE", "FROM " + Engines.baseImage()));
    }
}
