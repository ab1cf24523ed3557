package io.jenkins.plugins.imagefarm.engine.attest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provenance of an image tells the same as that of the one {@code docker buildx build} makes of the same files on the same daemon. */
class ProvenanceDifferentialTest {
    private final String repository = Engines.plainRegistry() + "/provenance/" + UUID.randomUUID();

    @TempDir
    private Path context;

    @TempDir
    private Path copies;

    @Test
    void tellsWhatThatOfBuildxTells() throws Exception {
        Files.writeString(context.resolve("run-id"), repository);
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + Engines.baseImage() + "\nARG WHO\nCOPY run-id /\nRUN echo $WHO > /who\nLABEL a=b\n");
        List<String> arguments = List.of(
                "--attest",
                "type=provenance,mode=max",
                "--build-arg",
                "WHO=me",
                "--label",
                "c=d",
                "--push",
                context.toString());
        String peer = repository + ":buildx";
        run(Engines.dockerCli(command(List.of("buildx", "build", "-t", peer), arguments)));
        String own = repository + ":own";
        CommandLineRun engine = CommandLineRun.of(
                command(List.of("build", "--builder", Engines.docker().uri(), "-t", own), arguments));
        assertEquals(0, engine.exitCode(), engine.output());

        JsonNode theirs = predicate(peer);
        JsonNode ours = predicate(own);
        assertEquals(paths(theirs), paths(ours));
        assertEquals(theirs.path("invocation"), ours.path("invocation"));
        assertEquals(theirs.path("materials"), ours.path("materials"));
        assertTrue(paths(ours).size() > 20, "there is something to compare");
    }

    private static String[] command(List<String> first, List<String> then) {
        List<String> command = new ArrayList<>(first);
        command.addAll(then);
        return command.toArray(new String[0]);
    }

    private static void run(ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        String log = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), log);
    }

    private JsonNode predicate(String tag) throws Exception {
        ImageReference image = ImageReference.valueOf(tag);
        RegistryClient registry = new RegistryClient(host -> Optional.empty(), new Registries(List.of()));
        List<Statement> statements = new StatementReader(
                        new RegistryImage(registry, image.in()), new StatementCopies(copies))
                .read(registry.manifest(image).orElseThrow().digest());
        assertEquals(1, statements.size());
        return new ObjectMapper()
                .readTree(copies.resolve(statements.get(0).file()).toFile())
                .path("predicate");
    }

    /** Where there is a value; entries of arrays, and what is called by a digest or number, are as one. */
    private static Set<String> paths(JsonNode node) {
        Set<String> paths = new TreeSet<>();
        add("", node, paths);
        return paths;
    }

    private static void add(String path, JsonNode node, Set<String> paths) {
        if (node.isValueNode()) {
            paths.add(path);
        }
        node.fields()
                .forEachRemaining(field -> add(
                        path + "/" + field.getKey().replaceAll("sha256:[0-9a-f]{64}|\\d+", "*"),
                        field.getValue(),
                        paths));
        if (node.isArray()) {
            node.forEach(entry -> add(path + "/-", entry, paths));
        }
    }
}
