package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.cli.EngineAccess;
import io.jenkins.plugins.imagefarm.engine.farm.LocalSlots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** An image for tests in the making, from the base image. Its scripts are programs for its shell. */
final class BuilderImage {
    /** A site generator: each page is made once, and then kept in a cache. */
    static final String ASSEMBLE = """
            #!/bin/sh
            set -e
            echo "assembling as $(id -u) with TITLE=$TITLE"
            mkdir -p /app/cache /app/site
            if [ -d /tmp/artifacts ]; then
                mv /tmp/artifacts/* /app/cache/
                rm -rf /tmp/artifacts
            fi
            for page in /tmp/src/*.txt; do
                name=$(basename "$page" .txt)
                [ -f "/app/cache/$name.html" ] || echo "made at $(cat /proc/sys/kernel/random/uuid)" > "/app/cache/$name.html"
                awk -v title="$TITLE" '{ print "<p>" title ": " $0 "</p>" }' "$page" > "/app/site/$name.html"
                cat "/app/cache/$name.html" >> "/app/site/$name.html"
            done
            rm -rf /tmp/src/*
            """;

    static final String RUN = "#!/bin/sh\nexec cat /app/site/*.html\n";

    static final String SAVE_ARTIFACTS = "#!/bin/sh\ncd /app/cache && exec tar -cf - .\n";

    private static final String LABEL = "LABEL io.openshift.s2i.scripts-url=image:///usr/libexec/s2i";

    private final Map<String, String> scripts = new LinkedHashMap<>();
    private String folder = "/usr/libexec/s2i";
    private String before = "";
    private String user = "1001";
    private String after = LABEL;
    private List<Platform> platforms = List.of();
    private Path files;

    private BuilderImage() {}

    static BuilderImage s2i() {
        return new BuilderImage()
                .script("assemble", ASSEMBLE)
                .script("run", RUN)
                .script("save-artifacts", SAVE_ARTIFACTS);
    }

    static BuilderImage sti() {
        return new BuilderImage()
                .script("prepare", ASSEMBLE)
                .script("run", RUN)
                .script("save-artifacts", "#!/bin/sh\ncp /app/cache/* /tmp/artifacts/\n")
                .folder("/usr/bin")
                .after("");
    }

    BuilderImage script(String name, String text) {
        scripts.put(name, text);
        return this;
    }

    BuilderImage without(String script) {
        scripts.remove(script);
        return this;
    }

    BuilderImage folder(String path) {
        folder = path;
        return this;
    }

    /** Files that it has besides, from its root folder. */
    BuilderImage files(Path folder) {
        files = folder;
        return this;
    }

    /** Instructions at the beginning. */
    BuilderImage before(String instructions) {
        before = instructions;
        return this;
    }

    /** Empty for none. */
    BuilderImage user(String name) {
        user = name;
        return this;
    }

    /** Instructions at the end, in the place of the label. */
    BuilderImage after(String instructions) {
        after = instructions;
        return this;
    }

    /** Instructions at the end. */
    BuilderImage and(String instructions) {
        return after(after + "\n" + instructions);
    }

    BuilderImage platforms(String... names) {
        platforms = Stream.of(names).map(Platform::valueOf).toList();
        return this;
    }

    /** Pushes it. @return its name */
    String push() throws IOException, InterruptedException {
        return push(Engines.plainRegistry() + "/s2i/" + UUID.randomUUID() + ":1");
    }

    /** Pushes it under that name. */
    String push(String name) throws IOException, InterruptedException {
        Path context = Scratch.folder("builder-image-");
        Files.createDirectory(context.resolve("scripts"));
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            Path file = Files.writeString(context.resolve("scripts").resolve(script.getKey()), script.getValue());
            file.toFile().setExecutable(true, false);
        }
        String dockerfile = "FROM " + Engines.baseImage() + "\nENV MADE_FOR=" + name + "\n" + before
                + (files == null ? "" : "\nCOPY --from=files / /")
                + "\nRUN mkdir -p /app /tmp && chown 1001:0 /app && chmod 1777 /tmp\n"
                + (scripts.isEmpty() ? "" : "COPY scripts/ " + folder + "/\n")
                + "WORKDIR /app\n"
                + (user.isEmpty() ? "" : "USER " + user + "\n")
                + after + "\n";
        Source source = new Source(context.toString(), null, dockerfile);
        build(
                files == null
                        ? source
                        : source.with(Map.of("files", new NamedContext(NamedContext.Kind.FOLDER, files.toString()))),
                platforms,
                new Destination(List.of(ImageReference.valueOf(name)), true, List.of(), null, null));
        return name;
    }

    /** The files of an image, after a command has run in it as its user. */
    static Path files(String image, String... command) throws IOException, InterruptedException {
        Path folder = Scratch.folder("image-files-");
        String run = command.length == 0 ? "" : "RUN " + String.join(" ", command) + "\n";
        build(
                new Source(folder.toString(), null, "FROM " + image + "\n" + run),
                List.of(),
                new Destination(
                        List.of(),
                        false,
                        List.of(new Output(
                                Output.Type.LOCAL, folder.resolve("out").toString(), Map.of())),
                        null,
                        null));
        return folder.resolve("out");
    }

    private static void build(Source source, List<Platform> platforms, Destination destination)
            throws InterruptedException {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        BuildReporter reporter =
                new BuildReporter(console, event -> {}, ProgressStyle.PLAIN, SecretMask.of(Secrets.none()));
        BuildResult result = EngineAccess.runner(new LocalSlots())
                .run(
                        new BuildRequest(
                                "builder-image",
                                source.context(),
                                source,
                                new Recipe(null, null, null, platforms, false, false, null),
                                destination,
                                Engines.buildkitd(),
                                List.of(),
                                ProgressStyle.PLAIN,
                                2),
                        Secrets.none(),
                        reporter,
                        new Cancellation());
        assertEquals(
                BuildState.SUCCESS,
                result.state(),
                () -> result.problem() + "\n" + console.toString(StandardCharsets.UTF_8));
    }
}
