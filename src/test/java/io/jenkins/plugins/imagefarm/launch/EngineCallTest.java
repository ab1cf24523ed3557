package io.jenkins.plugins.imagefarm.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.Node;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import io.jenkins.plugins.imagefarm.fake.LiveFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Questions to a played engine, on a real agent and on the controller. */
@WithJenkins
class EngineCallTest {
    private static final String SECRET = "key-9f31c2";

    private JenkinsRule jenkins;

    @TestExtension
    public static final class Jar extends FakeEngineJar {}

    @BeforeEach
    void take(JenkinsRule rule) {
        jenkins = rule;
    }

    @Test
    void nodesAreAskedFromTheController() throws Exception {
        InquiryAnswer answer = EngineCall.onController().ask(question(false, null, "n1", "dead2"));
        assertThat(answer.reports(), hasSize(2));
        NodeReport first = answer.reports().get(0);
        assertEquals("n1", first.node());
        assertEquals(BuilderType.BUILDKIT, first.info().type());
        assertEquals(-1, first.info().diskUsed());
        assertEquals(
                "Nobody answers at dead2", answer.reports().get(1).problem().cause());
        assertThat(answer.pruned(), empty());
    }

    @Test
    void nodesAreAskedFromAnAgent() throws Exception {
        Node agent = jenkins.createOnlineSlave();
        InquiryAnswer answer =
                EngineCall.on(agent).ask(question(true, new Inquiry.Prune(true, 60, List.of("a=b")), "n1", "dead2"));
        assertEquals(123_456_789, answer.reports().get(0).info().diskUsed());
        assertEquals(
                List.of(new InquiryAnswer.Pruned("n1", List.of("old:1", "old:2"), 3_000_000, null)), answer.pruned());
    }

    @Test
    void failureOfTheEngineIsOneLine() {
        assertEquals(
                "The nodes could not be asked from the controller: the engine ended with exit status 3: boom",
                failure("die"));
        assertEquals(
                "The nodes could not be asked from the controller: the engine ended with exit status 0 and without an answer",
                failure("silent"));
    }

    @Test
    void agentThatIsAwayIsOneLine() throws Exception {
        Node agent = jenkins.createSlave();
        assertEquals(
                "The nodes could not be asked from agent " + agent.getNodeName() + ": Agent " + agent.getNodeName()
                        + " is not connected",
                assertThrows(ProblemException.class, () -> EngineCall.on(agent).ask(question(false, null, "n1")))
                        .getMessage());
    }

    @Test
    void engineThatDoesNotEndIsKilled() throws Exception {
        FilePath root = jenkins.jenkins.getRootPath();
        InstalledEngine engine = new EngineInstaller(new Jar(), "inquire").install(root);
        EngineCommand.Reply reply =
                root.act(new EngineCommand(engine, "inquire", "{\"name\":\"hang\"}", Duration.ofMillis(500)));
        assertEquals(null, reply.exitStatus());
        assertThat(engines(engine.jar()), empty());
    }

    @Test
    void interruptionKillsTheEngineOnItsAgent() throws Exception {
        Node agent = jenkins.createOnlineSlave();
        String jar = new EngineInstaller(new Jar(), "inquire")
                .install(agent.getRootPath())
                .jar();
        FutureTask<InquiryAnswer> call =
                new FutureTask<>(() -> EngineCall.on(agent).ask(question(false, null, "hang")));
        Thread caller = new Thread(call);
        caller.start();
        await(() -> !engines(jar).isEmpty());
        String line = engines(jar).get(0);
        assertFalse(line.contains(SECRET), line);
        assertTrue(line.endsWith("inquire"), line);
        caller.interrupt();
        caller.join();
        await(() -> engines(jar).isEmpty());
    }

    @Test
    void nothingOfTheQuestionIsOnDisk() throws Exception {
        EngineCall.onController().ask(question(false, null, "n1"));
        List<Path> found = LiveFolder.files(jenkins.jenkins.getRootDir().toPath());
        found.removeIf(file -> !LiveFolder.text(file).contains(SECRET));
        assertThat(found, empty());
    }

    @Test
    void archiveOfClassesIsKeptForTheNextCall() throws Exception {
        FilePath root = jenkins.jenkins.getRootPath();
        EngineCall.onController().ask(question(false, null, "n1"));
        InstalledEngine engine = new EngineInstaller(new Jar(), "inquire").install(root);
        assertTrue(Files.exists(Path.of(engine.archive())));
        assertEquals("", engine.newArchive());
        try (Stream<Path> files = Files.list(Path.of(engine.jar()).getParent())) {
            assertEquals(2, files.count(), "the jar and its archive");
        }
    }

    private static String failure(String node) {
        ProblemException failure = assertThrows(
                ProblemException.class, () -> EngineCall.onController().ask(question(false, null, node)));
        assertThat(failure.problem().toString(), containsString("The nodes could not be asked"));
        return failure.getMessage();
    }

    private static Inquiry question(boolean disk, Inquiry.Prune prune, String... names) {
        List<FarmNode> nodes = Stream.of(names)
                .map(name -> new FarmNode(
                        new Builder(name, "tcp://" + name + ":1", BuilderType.AUTO, ""), 1, 0, 1, List.of(), List.of()))
                .toList();
        Secrets secrets = new Secrets(Map.of(), Map.of(), Map.of(names[0], BuilderKeys.ssh(SECRET, null)));
        return new Inquiry(nodes, secrets, 1_000, disk, prune);
    }

    private static List<String> engines(String jar) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(jar))
                .toList();
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.holds() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(condition.holds());
    }
}
