package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that a new builder image begins with.
 *
 * @param name of the image, as its texts have it
 */
public record BuilderScaffold(ImageReference name) {
    private static final String FOLDER = "builder-image/";
    private static final List<String> TEXTS = List.of("Dockerfile", "README.md", "test/app/index.html");
    private static final List<String> PROGRAMS =
            List.of("s2i/bin/assemble", "s2i/bin/run", "s2i/bin/save-artifacts", "s2i/bin/usage", "test/run");

    /** @throws ProblemException if the folder is not empty, or cannot be written */
    public void write(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (var files = Files.list(folder)) {
                    if (files.findAny().isPresent()) {
                        throw new ProblemException(Problem.user(
                                "The folder '" + folder + "' is not empty",
                                "Give one that is empty, or that does not exist."));
                    }
                }
            }
            for (String text : TEXTS) {
                write(folder, text);
            }
            for (String program : PROGRAMS) {
                write(folder, program).toFile().setExecutable(true, false);
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.user("'" + folder + "' cannot be written: " + IoReason.of(e), ""), e);
        }
    }

    private Path write(Path folder, String file) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        try (InputStream text = BuilderScaffold.class.getResourceAsStream(FOLDER + file)) {
            return Files.writeString(
                    path, new String(text.readAllBytes(), StandardCharsets.UTF_8).replace("@NAME@", name.toString()));
        }
    }
}
