package io.jenkins.plugins.imagefarm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.AbortException;
import hudson.model.FreeStyleProject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Which nodes a build gets, and what it is told if it gets none. */
@WithJenkins
class FarmChoiceTest {
    private FreeStyleProject job;
    private FreeStyleProject inFolder;

    @BeforeEach
    void createJobs(JenkinsRule jenkins) throws Exception {
        job = jenkins.createFreeStyleProject("job");
        inFolder = jenkins.createProject(Folder.class, "team")
                .createProject(Folder.class, "sub")
                .createProject(FreeStyleProject.class, "app");
    }

    @Test
    void namedFarm() throws Exception {
        Nodes.register(Nodes.unix("a"), Nodes.unix("b"), Nodes.unix("c"));
        Nodes.form(Nodes.farm("fast", List.of("c", "a")));
        FarmChoice choice = FarmChoice.of(job, " fast ", List.of());
        assertEquals("fast", choice.farm());
        assertEquals(List.of("c", "a"), names(choice), "in the farm's order");
        assertEquals("Building on the farm 'fast' (c, a)", choice.reason());
    }

    @Test
    void nodesNamedOneByOne() throws Exception {
        Nodes.register(Nodes.unix("a"), Nodes.unix("b"), Nodes.unix("c"));
        FarmChoice choice = FarmChoice.of(job, "", List.of("c", "b", "c"));
        assertEquals("", choice.farm());
        assertEquals(List.of("c", "b"), names(choice));
        assertEquals("Building on the nodes c, b", choice.reason());
    }

    @Test
    void defaultFarmIfNothingIsNamed() throws Exception {
        Nodes.register(Nodes.unix("a"), Nodes.unix("b"));
        Nodes.form(Nodes.farm("usual", List.of("b")));
        ImageFarmConfiguration.get().setDefaultFarm("usual");
        FarmChoice choice = FarmChoice.of(job, null, List.of());
        assertEquals("usual", choice.farm());
        assertEquals("Building on the default farm 'usual' (b)", choice.reason());
    }

    @Test
    void allNodesWithoutDefaultFarm() throws Exception {
        Nodes.register(
                IntStream.rangeClosed(1, 12).mapToObj(i -> Nodes.unix("n" + i)).toArray(NodeConfiguration[]::new));
        FarmChoice choice = FarmChoice.of(job, null, List.of());
        assertEquals(12, choice.nodes().size());
        assertEquals("Building on all nodes (n1, n2, n3, n4, n5, n6, n7, n8, n9, n10 and 2 more)", choice.reason());
    }

    @Test
    void noNodeAtAll() {
        assertRefused(
                "There is no node to build on. Register one under Manage Jenkins » System » Image Farm.", job, null);
        assertRefused("There is no node 'a', and none that this job may use", job, null, "a");
        assertRefused("There is no farm 'f', and none that this job may use", job, "f");
    }

    @Test
    void farmAndNodes() {
        assertRefused("Give 'farm' or 'nodes', not both", job, "fast", "a");
    }

    @Test
    void unknownNamesAreAnsweredWithTheClosest() {
        Nodes.register(Nodes.unix("arm-1"), Nodes.unix("intel-1"));
        Nodes.form(Nodes.farm("production", List.of("arm-1")), Nodes.farm("test", List.of("intel-1")));
        assertRefused("There is no farm 'prodction'. Did you mean 'production'?", job, "prodction");
        assertRefused("There is no node 'Arm-1'. Did you mean 'arm-1'?", job, null, "intel-1", "Arm-1");
    }

    @Test
    void emptyFarm() {
        Nodes.form(Nodes.farm("empty", List.of()));
        assertRefused(
                "The farm 'empty' has no node. Add one under Manage Jenkins » System » Image Farm.", job, "empty");
    }

    @Test
    void farmOfAFolderIsForItsJobsOnly() throws Exception {
        Nodes.register(Nodes.unix("a"));
        Nodes.form(Nodes.farm("teams", List.of("a"), "team"));
        assertEquals(List.of("a"), names(FarmChoice.of(inFolder, "teams", List.of())));
        assertRefused("The farm 'teams' is not for 'job': it is for the jobs of other folders", job, "teams");
        ImageFarmConfiguration.get().setDefaultFarm("teams");
        assertRefused("The farm 'teams' is not for 'job': it is for the jobs of other folders", job, null);
    }

    /** A folder whose name only begins alike is another one. */
    @Test
    void folderIsComparedAsAWhole() throws Exception {
        Nodes.register(Nodes.unix("a"));
        Nodes.form(Nodes.farm("teams", List.of("a"), "tea", "/team/sub/"));
        assertEquals(List.of("a"), names(FarmChoice.of(inFolder, "teams", List.of())));
        Nodes.form(Nodes.farm("teams", List.of("a"), "tea"));
        assertThrows(AbortException.class, () -> FarmChoice.of(inFolder, "teams", List.of()));
    }

    /** Otherwise a farm's folders would keep nobody out who knows the names of its nodes. */
    @Test
    void nodesOfAFoldersFarmAreForItsJobsOnly() throws Exception {
        Nodes.register(Nodes.unix("theirs"), Nodes.unix("shared"), Nodes.unix("free"));
        Nodes.form(Nodes.farm("teams", List.of("theirs", "shared"), "team"), Nodes.farm("everyone", List.of("shared")));
        assertEquals(List.of("shared", "free"), names(FarmChoice.of(job, null, List.of())));
        assertEquals(List.of("theirs", "shared", "free"), names(FarmChoice.of(inFolder, null, List.of())));
        assertEquals(List.of("theirs"), names(FarmChoice.of(inFolder, null, List.of("theirs"))));
        assertRefused(
                "The node 'theirs' is not for 'job': its farms are for the jobs of other folders", job, null, "theirs");
        assertRefused("There is no farm 'team'. Did you mean 'everyone'?", job, "team");
    }

    @Test
    void onlyNodesOfOtherFolders() {
        Nodes.register(Nodes.unix("theirs"));
        Nodes.form(Nodes.farm("teams", List.of("theirs"), "team"));
        assertRefused("There is no node to build on for 'job': all nodes are for the jobs of other folders", job, null);
    }

    @Test
    void nodesOfPodsAreNodes() throws Exception {
        Nodes.register(Nodes.unix("a"));
        ImageFarmConfiguration.get()
                .setKubernetesNodes(
                        List.of(new KubernetesNodeConfiguration("pods"), new KubernetesNodeConfiguration("teams")));
        Nodes.form(Nodes.farm("mixed", List.of("pods", "a")), Nodes.farm("team", List.of("teams"), "team"));
        assertEquals(List.of("pods", "a"), names(FarmChoice.of(job, "mixed", List.of())));
        assertEquals(List.of("pods"), names(FarmChoice.of(job, null, List.of("pods"))));
        assertEquals(List.of("a", "pods"), names(FarmChoice.of(job, null, List.of())));
        assertEquals(List.of("teams"), names(FarmChoice.of(inFolder, null, List.of("teams"))));
        assertRefused(
                "The node 'teams' is not for 'job': its farms are for the jobs of other folders", job, null, "teams");
        assertRefused("There is no node 'pod'. Did you mean 'pods'?", job, null, "pod");
    }

    private static void assertRefused(String message, FreeStyleProject job, String farm, String... nodes) {
        AbortException refusal = assertThrows(AbortException.class, () -> FarmChoice.of(job, farm, List.of(nodes)));
        assertEquals(message, refusal.getMessage());
    }

    private static List<String> names(FarmChoice choice) {
        return choice.nodes().stream().map(RegisteredNode::getName).toList();
    }
}
