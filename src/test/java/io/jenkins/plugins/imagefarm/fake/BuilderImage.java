package io.jenkins.plugins.imagefarm.fake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A builder image for s2i builds in the making, from the base image, on a real daemon. Its scripts are programs for its shell. */
public final class BuilderImage {
    private static final String FOLDER = "/usr/libexec/s2i";

    private final Map<String, String> scripts = new LinkedHashMap<>();
    private String user = "1001";

    /** One that makes of {@code greeting.txt} an application that prints it, and keeps when it first did so. */
    public BuilderImage() {
        script("assemble", """
                #!/bin/sh
                set -e
                echo "assembling as $(id -u)"
                cat /tmp/artifacts/made > made 2>/dev/null || cat /proc/sys/kernel/random/uuid > made
                echo "$WHO: $(cat /tmp/src/greeting.txt)" > greeting
                """);
        script("run", "#!/bin/sh\nexec cat /app/greeting /app/made\n");
        script("save-artifacts", "#!/bin/sh\nexec tar -cf - made\n");
    }

    public BuilderImage script(String name, String text) {
        scripts.put(name, text);
        return this;
    }

    public BuilderImage withoutScripts() {
        scripts.clear();
        return this;
    }

    public BuilderImage user(String name) {
        user = name;
        return this;
    }

    /**
     * Pushes it. Its environment has its name, so that no step of another test's build is taken for one with it.
     *
     * @param folder for files on the way
     * @return its name
     */
    public String push(Path folder) throws IOException, InterruptedException {
        String name = Engines.plainRegistry() + "/builders/" + UUID.randomUUID() + ":1";
        Path context = Files.createTempDirectory(folder, "builder-image-");
        Files.createDirectory(context.resolve("scripts"));
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            Path file = Files.writeString(context.resolve("scripts").resolve(script.getKey()), script.getValue());
            file.toFile().setExecutable(true, false);
        }
        Files.writeString(
                context.resolve("Dockerfile"), """
                FROM %s
                LABEL io.openshift.s2i.scripts-url=image://%s
                ENV MADE_FOR=%s
                RUN mkdir -p /app /tmp && chown 1001 /app && chmod 1777 /tmp
                COPY scripts/ %s/
                WORKDIR /app
                USER %s
                """.formatted(Engines.baseImage(), FOLDER, name, FOLDER, user));
        CommandLine.run("build", "--builder", Engines.buildkitd(), "--push", "-t", name, context.toString());
        return name;
    }

    /**
     * The files of an image, after a command has run in it as its user.
     *
     * @param folder for files on the way
     * @param command as in a Dockerfile's RUN
     */
    public static Path files(Path folder, String image, String command) throws IOException, InterruptedException {
        Path context = Files.createTempDirectory(folder, "image-");
        Files.writeString(context.resolve("Dockerfile"), "FROM " + image + "\nRUN " + command + "\n");
        Path files = context.resolve("files");
        CommandLine.run(
                "build", "--builder", Engines.buildkitd(), "--output", "type=local,dest=" + files, context.toString());
        return files;
    }

    /** What an application that was made with it prints when it runs. */
    public static String printed(Path folder, String image) throws IOException, InterruptedException {
        return Files.readString(
                files(folder, image, FOLDER + "/run > /tmp/printed").resolve("tmp/printed"));
    }
}
