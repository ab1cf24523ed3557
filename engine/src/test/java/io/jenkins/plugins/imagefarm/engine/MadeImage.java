package io.jenkins.plugins.imagefarm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code docker buildx build} or the engine's command line made on the same daemon, as its metadata file has it.
 *
 * @param config the digest of the image's config, which holds times of creation; of an index there is none, and this is its own
 * @param manifest the digest of the image's manifest or index, as a registry has it
 * @param log what the program printed
 */
record MadeImage(String config, String manifest, String log) {
    /** @param input standard input */
    static MadeImage byBuildx(List<String> arguments, File input) throws IOException, InterruptedException {
        Path metadata = Files.createTempFile("buildx", ".json");
        List<String> command = new ArrayList<>(List.of("buildx", "build", "--provenance=false", "--progress=plain"));
        command.addAll(List.of("--metadata-file", metadata.toString()));
        command.addAll(arguments);
        Process process = Engines.dockerCli(command.toArray(new String[0]))
                .redirectErrorStream(true)
                .redirectInput(input)
                .start();
        String log = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), log);
        return read(metadata, log);
    }

    static MadeImage byBuildx(List<String> arguments) throws IOException, InterruptedException {
        return byBuildx(arguments, new File("/dev/null"));
    }

    /** @param input standard input */
    static MadeImage byEngine(List<String> arguments, String input) throws IOException {
        Path metadata = Files.createTempFile("engine", ".json");
        List<String> command =
                new ArrayList<>(List.of("build", "--builder", Engines.docker().uri()));
        command.addAll(List.of("--metadata-file", metadata.toString()));
        command.addAll(arguments);
        CommandLineRun engine = CommandLineRun.withInput(input, command.toArray(new String[0]));
        assertEquals(0, engine.exitCode(), engine.output());
        return read(metadata, engine.output());
    }

    static MadeImage byEngine(List<String> arguments) throws IOException {
        return byEngine(arguments, "");
    }

    private static MadeImage read(Path metadata, String log) throws IOException {
        Map<?, ?> values = Wire.read(Files.readString(metadata), Map.class);
        Files.delete(metadata);
        Object config = values.get("containerimage.config.digest");
        String manifest = String.valueOf(values.get("containerimage.digest"));
        return new MadeImage(config == null ? manifest : config.toString(), manifest, log);
    }
}
