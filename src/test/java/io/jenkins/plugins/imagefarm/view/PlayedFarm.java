package io.jenkins.plugins.imagefarm.view;

import hudson.ExtensionList;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.config.FarmConfiguration;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentState;
import io.jenkins.plugins.imagefarm.nodes.NodeHistory;
import io.jenkins.plugins.imagefarm.nodes.NodeInquiries;
import io.jenkins.plugins.imagefarm.nodes.NodeOffline;
import io.jenkins.plugins.imagefarm.nodes.OfflineNotice;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;

/**
 * Some farms with life in them: nodes in every state, builds that run, wait and are over, and users who may see less or more.
 *
 * <p>{@code reader} may see the job {@code open}, {@code member} also the folder {@code secret} and what is in it,
 * {@code stranger} nothing but Jenkins, {@code auditor} its configuration too, {@code manager} may manage and {@code admin} all.
 */
record PlayedFarm(JenkinsRule jenkins, FreeStyleBuild open, FreeStyleBuild secret) {
    static final String MARKUP = "<img src=x onerror=alert(1)>";

    static PlayedFarm make(JenkinsRule jenkins) throws Exception {
        Jenkins.MANAGE.setEnabled(true);
        Jenkins.SYSTEM_READ.setEnabled(true);
        FreeStyleProject open = jenkins.createFreeStyleProject("open");
        MockFolder folder = jenkins.createFolder("secret");
        FreeStyleProject secret = folder.createProject(FreeStyleProject.class, "hidden-job");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("reader", "member", "stranger", "auditor", "manager")
                .grant(Item.READ)
                .onItems(open)
                .to("reader", "member")
                .grant(Item.READ)
                .onItems(folder, secret)
                .to("member")
                .grant(Jenkins.SYSTEM_READ)
                .everywhere()
                .to("auditor")
                .grant(Jenkins.MANAGE)
                .everywhere()
                .to("manager")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        PlayedFarm farm =
                new PlayedFarm(jenkins, jenkins.buildAndAssertSuccess(open), jenkins.buildAndAssertSuccess(secret));
        farm.register();
        farm.live();
        return farm;
    }

    private void register() {
        NodeConfiguration amd = node("amd1", "tcp://127.0.0.1:4711", 3);
        amd.setLabels(List.of("fast", "zone=a"));
        NodeConfiguration only = node("arm1", "unix:///run/arm1.sock", 2);
        only.setPlatforms(List.of("linux/arm64"));
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        configuration.setNodes(List.of(
                amd,
                only,
                node("dead1", "unix:///run/dead1.sock", 1),
                node("away1", "unix:///run/away1.sock", 1),
                node("hidden1", "unix:///run/hidden1.sock", 2),
                node("single1", "unix:///run/single1.sock", 1)));
        FarmConfiguration servers = new FarmConfiguration("servers", List.of("amd1", "arm1", "dead1", "away1"));
        servers.setDescription("What everybody may use");
        FarmConfiguration secret = new FarmConfiguration("secret-farm", List.of("hidden1", "amd1"));
        secret.setFolders(List.of("secret"));
        configuration.setFarms(List.of(servers, secret));
        configuration.setDefaultFarm("servers");
    }

    private void live() throws Exception {
        refresh();
        NodeOffline.get()
                .take("away1", new OfflineNotice("new disk " + MARKUP, "the-admin", System.currentTimeMillis()));
        PlayedActivity activity = activity();
        activity.hold(open, "amd1", "linux/amd64");
        activity.hold(secret, "amd1", "linux/arm64");
        activity.hold(secret, "hidden1", "linux/amd64");
        activity.waits(open, "arm1", "linux/arm64", "arm1 runs 2 of 2 builds");
        activity.waits(secret, "arm1", "linux/arm64", "arm1 runs 2 of 2 builds, hidden1 is busy");
        activity.waits(secret, "hidden1", "linux/amd64", "hidden1 is busy");
        past(open, "amd1", AssignmentState.DONE, "");
        past(secret, "amd1", AssignmentState.FAILED, "RUN failed-in-secret");
        past(open, "arm1", AssignmentState.MOVED, "the-node-broke");
    }

    /** Asks the played engine, and waits until it has answered. */
    void refresh() throws Exception {
        NodeInquiries.get().refresh(true);
        await(() -> !NodeInquiries.get().isRefreshing());
    }

    static PlayedActivity activity() {
        return (PlayedActivity) ExtensionList.lookupFirst(FarmActivity.class);
    }

    static NodeConfiguration node(String name, String uri, int maxBuilds) {
        NodeConfiguration node = new NodeConfiguration(name, uri);
        node.setMaxBuilds(maxBuilds);
        return node;
    }

    private static void past(Run<?, ?> run, String node, AssignmentState state, String error) {
        NodeHistory.get()
                .changed(
                        run,
                        new AssignmentChanged(
                                1,
                                1,
                                1,
                                PlayedActivity.assignment(node, "linux/amd64"),
                                state,
                                Map.of(),
                                65_000,
                                error));
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It did not come to that");
            }
            Thread.onSpinWait();
        }
    }
}
