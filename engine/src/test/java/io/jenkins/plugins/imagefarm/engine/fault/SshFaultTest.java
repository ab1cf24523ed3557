package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.builder.BuilderProbe;
import io.jenkins.plugins.imagefarm.engine.builder.NodeInquirer;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.transport.FarSide;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a builder that is reached by SSH is told in one line, on the real sshd of a Podman node. */
class SshFaultTest {
    private final JvmThreads threads = JvmThreads.now();
    private final BuilderProbe probe = new BuilderProbe(Map.of());

    @TempDir
    private Path folder;

    private SshKeygen keygen;
    private String builder;
    private String server;
    private Path key;
    private Path knownHosts;

    @BeforeEach
    void rightSettings() throws Exception {
        keygen = new SshKeygen(folder);
        builder = Engines.podman5().uri();
        server = "[127.0.0.1]:" + URI.create(builder).getPort();
        key = Path.of(Engines.value("IMAGE_FARM_SSH_KEY"));
        knownHosts = Path.of(Engines.value("IMAGE_FARM_SSH_KNOWN_HOSTS"));
        Files.writeString(folder.resolve("Dockerfile"), "FROM " + Engines.baseImage() + "\n");
    }

    @Test
    void aHostKeyThatHasChanged() throws Exception {
        knownHosts = knownHosts("other", server);
        refused()
                .isTheUsersFault(
                        builder + " has another SSH host key than the known one (SHA256:",
                        "somebody is in between",
                        "ssh-keyscan -p " + URI.create(builder).getPort() + " 127.0.0.1")
                .saysNothingElse();
    }

    @Test
    void aHostThatIsNotAmongTheKnownOnes() throws Exception {
        knownHosts = knownHosts("other", "elsewhere.example.com");
        refused()
                .isTheUsersFault(
                        builder + " has an SSH host key that is not among the known hosts (SHA256:", "ssh-keyscan -p ")
                .saysNothingElse();
    }

    @Test
    void noKnownHostsAtAll() throws Exception {
        knownHosts = Files.createFile(folder.resolve("empty"));
        refused()
                .isTheUsersFault("The SSH server of " + builder + " is not verified", "ssh-keyscan -p ")
                .saysNothingElse();
    }

    @Test
    void theKeyOfAnotherUser() throws Exception {
        key = keygen.key("stranger", "");
        refused()
                .isTheUsersFault(builder + " does not let 'node1' in with this SSH key", "authorized_keys")
                .saysNothingElse();
    }

    @Test
    void aUserWhoIsNotThere() {
        builder = builder.replace("node1@", "nobody-at-all@");
        refused()
                .isTheUsersFault("does not let 'nobody-at-all' in with this SSH key")
                .saysNothingElse();
    }

    @Test
    void aFileThatIsNoKey() throws Exception {
        key = Files.writeString(folder.resolve("key"), "hunter2");
        FailedBuild failed = refused().isTheUsersFault("The SSH key for " + builder + " is no private key");
        failed.saysNothingElse();
        assertTrue(!failed.console().contains("hunter2"), failed.console());
    }

    @Test
    void anEncryptedKeyIsOpenedByItsPassphraseOnly() throws Exception {
        for (String[] form : new String[][] {{}, {"-m", "PEM"}}) {
            Path encrypted = keygen.encrypted(Path.of(Engines.value("IMAGE_FARM_SSH_KEY")), "open sesame", form);
            String text = Files.readString(encrypted);
            Files.delete(encrypted);
            assertEquals(
                    "The SSH key for " + builder + " needs a passphrase. Give the passphrase.",
                    problem(Engines.podman5(), BuilderKeys.ssh(text, null)).toString());
            assertEquals(
                    "The passphrase is not that of the SSH key for " + builder + ". Check the passphrase.",
                    problem(Engines.podman5(), BuilderKeys.ssh(text, "open barley"))
                            .toString());
            assertEquals(
                    BuilderType.PODMAN,
                    probe.ask(Engines.podman5(), BuilderKeys.ssh(text, "open sesame"), new Cancellation())
                            .type());
        }
    }

    @Test
    void aKeyThatWentThroughAFormWorks() {
        String text = Engines.sshKeys().sshKey().strip().replace("\n", "\r\n");
        assertEquals(
                BuilderType.PODMAN,
                probe.ask(Engines.podman5(), BuilderKeys.ssh(text, ""), new Cancellation())
                        .type());
    }

    @Test
    void aWrongPassphraseOnTheCommandLine() throws Exception {
        key = keygen.encrypted(key, "open sesame");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "open barley\n");
        refused("--ssh-passphrase-file=" + passphrase)
                .isTheUsersFault("The passphrase is not that of the SSH key for " + builder)
                .saysNothingElse();
    }

    @Test
    void anotherTypeThanIsThere() {
        refused("--builder-type=docker")
                .isTheServicesFault("answers HTTP, but not as BuildKit")
                .saysNothingElse();
        refused("--builder-type=moby")
                .isTheUsersFault("'moby' is not a type of builder")
                .saysNothingElse();
    }

    @Test
    void noKeyAtAll() {
        assertEquals(
                "There is no SSH key for " + builder,
                problem(Engines.podman5(), BuilderKeys.none()).cause());
    }

    @Test
    void aSocketThatIsNotThereOnTheFarSide() {
        builder = FarSide.missing().uri();
        refused()
                .isTheServicesFault(
                        builder + " has no socket " + URI.create(builder).getPath() + " that 'node1' may use",
                        "check the path")
                .saysNothingElse();
    }

    @Test
    void charactersThatMeanSomethingToAShellMeanNothing() throws Exception {
        Path proof = folder.resolve("proof");
        builder =
                builder.replaceAll("/run/.*", "/run/\\$(touch\\${IFS}" + proof + ");touch\\${IFS}" + proof + "&.sock");
        refused().isTheUsersFault("is not a builder's address: it is not a URI").saysNothingElse();
        builder = builder.replace("{", "").replace("}", "").replace("$(", "$(:;");
        refused().isTheServicesFault("has no socket /run/$(:;touch").saysNothingElse();
        builder = Engines.podman5().uri().replace("node1@", "node1;id&@");
        refused().isTheUsersFault("does not let 'node1;id&' in").saysNothingElse();
        builder = Engines.podman5().uri().replace("node1@127.0.0.1", "node1@-oProxyCommand=id");
        refused()
                .isTheUsersFault("is not a builder's address: it names no user and host")
                .saysNothingElse();
        assertTrue(Files.notExists(proof));
    }

    @Test
    void anAddressThatLacksSomethingOrSaysTooMuch() {
        Map<String, String> wrong = Map.of(
                "ssh://127.0.0.1/run/x.sock", "it names no user and host",
                "ssh://node1@127.0.0.1", "it does not say where the socket is on the far side",
                "ssh://node1@127.0.0.1/", "it does not say where the socket is on the far side",
                "ssh://node1@127.0.0.1:99999/run/x.sock", "no port is larger than 65535",
                "ssh://node1@127.0.0.1/run/x.sock?identity=/key", "it is more than a user, a host, a port and a path",
                "ssh://node1@127.0.0.1/run/x%0a.sock", "it is more than a user, a host, a port and a path");
        wrong.forEach((uri, why) -> {
            Problem problem = problem(new Builder(uri), Engines.sshKeys());
            assertEquals(Fault.USER, problem.fault());
            assertEquals("'" + uri + "' is not a builder's address: " + why, problem.cause());
        });
    }

    @Test
    void aPasswordInAnAddressIsNotShown() {
        Problem problem = problem(new Builder("ssh://node1:hunter2@127.0.0.1/run/x.sock"), Engines.sshKeys());
        assertTrue(problem.cause().endsWith("a password does not belong there"), problem.cause());
        assertTrue(!problem.toString().contains("hunter2"), problem.toString());
    }

    @Test
    void somethingElseThanAnSshServer() {
        builder = "ssh://node1@" + Engines.plainRegistry() + "/run/x.sock";
        refused().isTheServicesFault(builder).saysNothingElse();
    }

    @Test
    void nobodyWhoListens() throws Exception {
        builder = "ssh://node1@127.0.0.1:1/run/x.sock";
        refused().isTheServicesFault(builder + " refuses the connection").saysNothingElse();
    }

    @Test
    void aServerThatTakesConnectionsAndSaysNothingCostsTheLimitOnly() throws Exception {
        try (TcpProxy proxy = TcpProxy.overTcp(Engines.podman5())) {
            proxy.stall();
            Builder silent = FarSide.through(proxy, Engines.podman5());
            assertEquals(
                    "No builder answers: " + silent.uri() + " does not answer within 0.3 s",
                    report(silent).problem().cause());
            proxy.resume();
        }
        threads.awaitNoMore();
    }

    @Test
    void aHostThatCannotBeReachedCostsTheLimitOnly() throws Exception {
        NodeReport report = report(FarSide.at("ssh://node1@192.0.2.1/run/x.sock", "192.0.2.1"));
        assertEquals(Fault.SERVICE, report.problem().fault());
        assertTrue(report.problem().cause().startsWith("No builder answers: ssh://node1@192.0.2.1/run/x.sock "));
        threads.awaitNoMore();
    }

    private NodeReport report(Builder there) throws InterruptedException {
        Builder named = new Builder("n1", there.uri(), there.type(), there.knownHosts());
        NodeInquirer inquirer =
                new NodeInquirer((node, keys, cancellation) -> probe.ask(node.builder(), keys, cancellation));
        return inquirer.ask(
                        List.of(new FarmNode(named, 1, 0, 1, List.of(), List.of())),
                        new Secrets(Map.of(), Map.of(), Map.of("n1", Engines.sshKeys())),
                        Duration.ofMillis(300),
                        report -> {},
                        new Cancellation())
                .get(0);
    }

    private Problem problem(Builder there, BuilderKeys keys) {
        return assertThrows(ProblemException.class, () -> probe.ask(there, keys, new Cancellation()))
                .problem();
    }

    private Path knownHosts(String name, String host) throws Exception {
        String[] publicKey = Files.readString(
                        folder.resolve(keygen.key(name, "").getFileName() + ".pub"))
                .split(" ");
        return Files.writeString(folder.resolve("known_hosts"), host + " " + publicKey[0] + " " + publicKey[1] + "\n");
    }

    private FailedBuild refused(String... more) {
        List<String> arguments = new ArrayList<>(List.of("build", "--retries=0", "--builder=" + builder));
        arguments.add("--ssh-key=" + key);
        arguments.add("--known-hosts=" + knownHosts);
        arguments.addAll(List.of(more));
        arguments.add(folder.toString());
        return FailedBuild.of(CommandLineRun.of(arguments.toArray(new String[0])));
    }
}
