package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.config.GitRepository;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.config.RegistryConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.GitServer;
import io.jenkins.plugins.imagefarm.fake.Leftovers;
import io.jenkins.plugins.imagefarm.fake.PlainRegistry;
import io.jenkins.plugins.imagefarm.fake.RealNodes;
import io.jenkins.plugins.imagefarm.fake.TestCertificate;
import io.jenkins.plugins.imagefarm.freestyle.ImageBuilder;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import io.jenkins.plugins.imagefarm.run.ImageBuildRecord;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The real engine, a real daemon, and a private repository on a real Git server: no checkout before. */
@WithJenkins
class RealGitBuildTest {
    private static final String PASSWORD = "git-p4ssw0rd";

    private final String image = "/git/" + UUID.randomUUID();

    @TempDir
    private Path folder;

    private JenkinsRule r;
    private GitServer server;
    private String commit;

    @BeforeEach
    void serve(JenkinsRule r) throws Exception {
        this.r = r;
        server = new GitServer(folder, PASSWORD);
        commit = server.commit(Map.of(
                "app/Dockerfile",
                "FROM " + Engines.baseImage() + "\nCOPY hello /\nRUN cat /hello\n",
                "app/hello",
                "hello from git " + UUID.randomUUID()));
        PlainRegistry.register();
        ImageFarmConfiguration.get().setDefaultBuilder(Engines.docker());
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "git", null, GitServer.USER, PASSWORD));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String name() {
        return Engines.plainRegistry() + image;
    }

    @Test
    void anImageIsBuiltFromGitAndTaggedWithTheCommit() throws Exception {
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  def r = imageBuild git: [url: '%s', ref: 'main', credentialsId: 'git'], context: 'app', tags: '%s:1', tagWithCommit: true
                  echo "got ${r.commit} ${r.tags}"
                  sh 'ls -A'
                }
                """.formatted(server.url(), name())));
        r.assertLogContains("#0 source " + server.url() + " at main is " + commit, run);
        r.assertLogContains("got " + commit + " [" + name() + ":1, " + name() + ":" + commit + "]", run);
        r.assertLogNotContains(PASSWORD, run);
        assertEquals(commit, record(run).getCommit());
        assertPushedAs("1", commit);
        Leftovers.assertNone(r.jenkins.getWorkspaceFor((WorkflowJob) run.getParent()));
        String page = r.createWebClient()
                .getPage(run, "image-builds")
                .getWebResponse()
                .getContentAsString();
        assertTrue(page.contains("<code>" + commit + "</code>"), "the page shows the commit");
    }

    /** What Furan does: a repository at a commit, with the Dockerfile in its root, pushed under the commit, unless that is done. */
    @Test
    void aRepositoryAtACommitIsPushedUnderTheCommitOnceInOneLine() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, 0);
        Login token = new Login(GitKeys.TOKEN_USER, "git-t0ken");
        String registry = Engines.value("IMAGE_FARM_REGISTRY_BASIC");
        try (GitServer secure = new GitServer(folder.resolve("tls"), token, certificate.server())) {
            String at = secure.commit(
                    Map.of("Dockerfile", "FROM " + Engines.baseImage() + "\nRUN echo " + image + "\n", "a", "b"));
            String other = secure.commit(Map.of("a", "c"));
            know(secure.host(), certificate.authority(), null);
            know(registry, Engines.pem("ca.crt"), "registry");
            var credentials = SystemCredentialsProvider.getInstance().getCredentials();
            credentials.add(new StringCredentialsImpl(
                    CredentialsScope.GLOBAL, "token", null, Secret.fromString(token.password())));
            credentials.add(new UsernamePasswordCredentialsImpl(
                    CredentialsScope.GLOBAL,
                    "registry",
                    null,
                    Engines.value("IMAGE_FARM_REGISTRY_BASIC_USER"),
                    Engines.value("IMAGE_FARM_REGISTRY_BASIC_PASSWORD")));
            ImageFarmConfiguration.get().setDefaultBuilder(Engines.buildkitd());
            ImageFarmConfiguration.get()
                    .setNodes(List.of(new NodeConfiguration("nowhere", "unix:///run/nowhere.sock")));
            String what =
                    "git: [url: '%s', ref: '%s', credentialsId: 'token'], repositories: '%s', tagWithCommit: true, skipIfExists: true";
            String parameters = what.formatted(secure.url(), at, registry + image);
            WorkflowRun built = r.buildAndAssertSuccess(job(furan("imageBuild", parameters)));
            r.assertLogContains("it is SUCCESS: [" + registry + image + ":" + at + "@sha256:", built);
            ImageBuildRecord made = record(built);
            assertEquals(at, made.getCommit());

            // None of these could build anything: there is no such node, and no such image.
            for (String step : List.of(
                    furan("imageBuild", "builder: 'nowhere', " + parameters),
                    furan("farmBuild", "nodes: 'nowhere', " + parameters),
                    furan("s2iBuild", "builderImage: '" + registry + "/nothing', " + parameters))) {
                WorkflowRun skipped = r.buildAndAssertSuccess(job(step));
                r.assertLogContains(
                        "#0 skipped, all names are there already: "
                                + made.getImages().get(0),
                        skipped);
                r.assertLogContains("it is SKIPPED: " + made.getImages(), skipped);
                r.assertLogNotContains(token.password(), skipped);
                ImageBuildRecord found = record(skipped);
                assertEquals(
                        List.of("SKIPPED", made.getDigest(), made.getImageId(), at, made.getImages()),
                        List.of(
                                found.getState(),
                                found.getDigest(),
                                found.getImageId(),
                                found.getCommit(),
                                found.getImages()));
            }
            WorkflowRun next = r.buildAndAssertSuccess(
                    job(furan("imageBuild", "provenance: true, " + parameters.replace(at, other))));
            r.assertLogContains("#0 not skipped: there is no " + registry + image + ":" + other + " yet", next);
            r.assertLogContains("it is SUCCESS: [" + registry + image + ":" + other + "@sha256:", next);
            r.assertLogContains("#0 attested linux/amd64: https://slsa.dev/provenance/", next);
        }
    }

    private static String furan(String step, String parameters) {
        return "node { def r = " + step + "(" + parameters + "); echo \"it is ${r.state}: ${r.images}\" }";
    }

    private static ImageBuildRecord record(WorkflowRun run) {
        return run.getAction(ImageBuildAction.class).getImageBuilds().get(0);
    }

    private static void know(String host, String authority, String credentialsId) {
        RegistryConfiguration registry = new RegistryConfiguration("r" + host.replaceAll("\\D", ""), host);
        registry.setCaCertificate(authority);
        registry.setCredentialsId(credentialsId);
        List<RegistryConfiguration> known =
                new ArrayList<>(ImageFarmConfiguration.get().getRegistries());
        known.add(registry);
        ImageFarmConfiguration.get().setRegistries(known);
    }

    @Test
    void theContextMayBeTheUrl() throws Exception {
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  imageBuild context: '%s#%s:app', git: [credentialsId: 'git']
                }
                """.formatted(server.url(), commit)));
        r.assertLogContains("#0 source " + server.url() + " is " + commit, run);
        r.assertLogContains("hello from git", run);
    }

    @Test
    void aFarmBuildsIt() throws Exception {
        RealNodes.buildkit("n1", "linux/amd64");
        RealNodes.docker("n2", "linux/arm64");
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  def r = farmBuild git: [url: '%s', credentialsId: 'git'], context: 'app', nodes: 'n1,n2', platforms: 'linux/amd64,linux/arm64', emulation: 'allow', tags: '%s:farm', tagWithCommit: true
                  echo "got ${r.commit} ${r.platforms.keySet().sort()}"
                }
                """.formatted(server.url(), name())));
        r.assertLogContains("got " + commit + " [linux/amd64, linux/arm64]", run);
        assertPushedAs("farm", commit);
    }

    @Test
    void aFreestyleJobBuildsIt() throws Exception {
        FreeStyleProject job = r.createFreeStyleProject();
        ImageBuildStep step = new ImageBuildStep();
        GitRepository git = new GitRepository();
        git.setUrl(server.url().replace("app", "${JOB_PART}"));
        git.setRef("${JOB_BRANCH}");
        git.setCredentialsId("git");
        step.setGit(git);
        step.setContext("${JOB_PART}");
        job.getBuildersList().add(new ImageBuilder(step));
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("JOB_PART", "app"), new StringParameterDefinition("JOB_BRANCH", "main")));
        FreeStyleBuild build = r.buildAndAssertSuccess(job);
        r.assertLogContains("hello from git", build);
        assertEquals(
                commit,
                build.getAction(ImageBuildAction.class).getImageBuilds().get(0).getCommit());
    }

    @Test
    void anUnknownRefAndAMissingLoginFailWithOneLine() throws Exception {
        WorkflowRun run = r.buildAndAssertStatus(
                Result.FAILURE,
                job("node { imageBuild git: [url: '%s', ref: 'mian', credentialsId: 'git'] }".formatted(server.url())));
        r.assertLogContains(
                "ERROR: There is no branch or tag 'mian' in " + server.url() + ". Did you mean 'main'?", run);
        r.assertLogNotContains("\tat ", run);
        run = r.buildAndAssertStatus(Result.FAILURE, job("node { imageBuild git: '%s' }".formatted(server.url())));
        r.assertLogContains("ERROR: " + server.url() + " wants a login: it is private, or does not exist", run);
    }

    private void assertPushedAs(String... tags) throws Exception {
        for (String tag : tags) {
            URI uri = URI.create("http://" + Engines.plainRegistry() + "/v2" + image + "/manifests/" + tag);
            HttpResponse<Void> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .header("Accept", "application/vnd.oci.image.index.v1+json")
                                    .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                                    .header("Accept", "application/vnd.docker.distribution.manifest.list.v2+json")
                                    .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            assertEquals(200, answer.statusCode(), tag);
        }
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
