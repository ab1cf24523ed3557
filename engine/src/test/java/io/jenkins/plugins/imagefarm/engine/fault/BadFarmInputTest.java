package io.jenkins.plugins.imagefarm.engine.fault;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Farms on the command line that cannot be: one line says why, before any node is asked. */
class BadFarmInputTest {
    @TempDir
    private Path folder;

    private static FailedBuild status(String... arguments) {
        List<String> all = new ArrayList<>(List.of("farm", "status"));
        all.addAll(List.of(arguments));
        return FailedBuild.of(CommandLineRun.of(all.toArray(String[]::new)));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("farm.yaml"), text);
    }

    @Test
    void noNodeAtAll() {
        status().isTheUsersFault("There is no node", "--node name=n1", "--farm-file")
                .saysNothingElse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "uri=unix:///x; A node has no name: unix:///x",
                "name=n1; The node 'n1' has no uri",
                "name=n1,uri=unix:///x,max-build=2; 'max-build' is not one of its fields. Did you mean 'max-builds'?",
                "name=n1,uri=unix:///x,size=2; 'size' is not one of its fields. Use name, uri, type",
                "name=n1,uri=unix:///x,name=n2; it has 'name' twice",
                "name=n1,uri=unix:///x,max-builds=many; 'many' is not a number",
                "name=n1,uri=unix:///x,max-builds=0; The node 'n1' has maxBuilds 0. Give 1 or more.",
                "name=n1,uri=unix:///x,weight=70000; The node 'n1' has weight 70000",
                "name=n1,uri=unix:///x,type=kaniko; The node 'n1': 'kaniko' is not a type of builder",
                "name=n1,uri=,type=kubernetes; The node 'n1': Only Jenkins makes the pods of a builder of type kubernetes",
                "name=n1,uri=unix:///x,platform=amd64; The node 'n1': 'amd64' is not a platform",
                "name=n1,uri=unix:///x,label=$(id); The node 'n1': '$(id)' is not a label of a node",
                "name=$(id),uri=unix:///x; '$(id)' is not a node's name",
                "name=n1,uri=ssh://u@h/s,ssh-key=/not/there; The node 'n1': '/not/there' cannot be read: it does not exist",
                "name=n1,uri=tcp://h:1,tlscacert=/not/there; The node 'n1': '/not/there' cannot be read",
                "name=n1,uri=ssh://u@h/s,known-hosts=/; The node 'n1': '/' cannot be read"
            })
    void aNodeThatCannotBe(String spec, String why) {
        status("--node", spec).isTheUsersFault(why).saysNothingElse();
    }

    @Test
    void twoNodesOfOneName() {
        status("--node", "name=n1,uri=unix:///a", "--node", "name=n1,uri=unix:///b")
                .isTheUsersFault("Two nodes have the name 'n1'", "a name of its own")
                .saysNothingElse();
    }

    @Test
    void aFarmWithoutAFileThatTellsOfIt() {
        status("--farm", "usual", "--node", "name=n1,uri=unix:///a")
                .isTheUsersFault("There is no file that tells what the farm 'usual' is")
                .saysNothingElse();
    }

    @Test
    void aFileThatIsNotThere() {
        status("--farm-file", "/not/there.yaml")
                .isTheUsersFault("'/not/there.yaml' cannot be read: it does not exist")
                .saysNothingElse();
        status("--podman-connections=/not/there.json")
                .isTheUsersFault("'/not/there.json' cannot be read: it does not exist")
                .saysNothingElse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'nodes: [}'; it is not YAML",
                "just words; it is not a mapping",
                "'nods: []'; it has a field 'nods' that is not known. Did you mean 'nodes'?",
                "'nodes: [{uri: unix:///x}]'; a node has no name",
                "'nodes: [{name: n1, maxBuild: 2}]'; the node 'n1' has a field 'maxBuild' that is not known. Did you mean 'maxBuilds'?",
                "'nodes: [{name: n1, maxBuilds: many}]'; the node 'n1' has a value of 'maxBuilds' that cannot be: \"many\"",
                "'nodes: [{name: n1, labels: ssd}]'; the node 'n1' has a value of 'labels' that cannot be: \"ssd\"",
                "'nodes: [{name: n1, uri: unix:///x}, {name: n1, uri: unix:///y}]'; two nodes have the name 'n1'",
                "'nodes: [n1]'; a node is not a mapping",
                "'farms: [{nodes: [n1]}]'; a farm has no name",
                "'farms: [{name: f}, {name: f}]'; two farms have the name 'f'",
                "'{}'; There is no node"
            })
    void aFarmFileThatCannotBe(String text, String why) throws IOException {
        status("--farm-file", file(text).toString()).isTheUsersFault(why).saysNothingElse();
    }

    /** On real nodes, since only they know what they can do. */
    @Test
    void whatNoNodeCanDoNamesTheNodes(@TempDir Path context) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\n");
        FailedBuild.of(CommandLineRun.of(
                        "farm",
                        "build",
                        "--node=name=old,uri=" + Engines.docker20().uri(),
                        "--node=name=podman,uri=" + Engines.podman5Socket().uri(),
                        "--build-context=files=" + context,
                        "--shm-size=7m",
                        context.toString()))
                .isTheUsersFault(
                        "old does not offer named build contexts and the size of /dev/shm",
                        "podman does not offer named build contexts");
    }

    @Test
    void aFarmThatIsNotInTheFile() throws IOException {
        Path file = file(
                "{nodes: [{name: n1, uri: 'unix:///x'}], farms: [{name: usual, nodes: [n1]}, {name: odd, nodes: [n2]}]}");
        status("--farm-file", file.toString(), "--farm", "usuall")
                .isTheUsersFault("There is no farm 'usuall' in '" + file + "'", "It has usual, odd.")
                .saysNothingElse();
        status("--farm-file", file.toString(), "--farm", "odd")
                .isTheUsersFault("The farm 'odd' in '" + file + "' has the node 'n2', which is not there")
                .saysNothingElse();
    }

    @Test
    void aFileThatIsNotPodmans() throws IOException {
        status("--podman-connections", file("[]").toString())
                .isTheUsersFault("does not hold Podman's connections")
                .saysNothingElse();
        status("--podman-connections", file("{}").toString(), "--farm-file", "x")
                .isTheUsersFault("There are both --farm-file and --podman-connections")
                .saysNothingElse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "10 minutes", "-1", "1w", ""})
    void aTimeThatIsNone(String time) {
        status("--node", "name=n1,uri=unix:///x", "--node-timeout=" + time)
                .isTheUsersFault("--node-timeout is '" + time + "'", "10s")
                .saysNothingElse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--emulation=maybe; emulation is 'maybe'. Use fallback, never, allow.",
                "--strategy=random; strategy is 'random'. Use sticky, leastLoaded, weighted, firstMatch.",
                "--failover=-1; failover is -1",
                "--annotation=x; 'x' is not of the form KEY=VALUE",
                "--format=tar; format is 'tar'. Use oci, docker."
            })
    void aRuleThatCannotBe(String option, String why) {
        FailedBuild.of(CommandLineRun.of("farm", "build", "--node", "name=n1,uri=unix:///x", option, "."))
                .isTheUsersFault(why)
                .saysNothingElse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "farm; Say what to do: build, status, platforms, prune. See image-farm farm --help.",
                "farm buidl; Unknown command 'buidl'. Did you mean 'build'? See image-farm farm --help.",
                "farm status --jsn; Unknown option '--jsn'. Did you mean '--json'? See image-farm farm status --help.",
                "farm status --farm-file a --farm-file b; --farm-file"
            })
    void aCommandLineThatIsWrong(String line, String why) {
        FailedBuild.of(CommandLineRun.of(line.split(" "))).isBadUsage(why);
    }
}
