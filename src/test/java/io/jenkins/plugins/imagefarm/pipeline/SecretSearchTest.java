package io.jenkins.plugins.imagefarm.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.FilePath;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.GitServer;
import io.jenkins.plugins.imagefarm.fake.PlainRegistry;
import io.jenkins.plugins.imagefarm.run.BuiltStatement;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A secret that a real build uses is searched for in all places it must not be in. */
@WithJenkins
class SecretSearchTest {
    /** Not to be found by chance. */
    private final String secret = "s-" + UUID.randomUUID();

    private final String gitPassword = "g-" + UUID.randomUUID();

    private final SecretSearch search = new SecretSearch(secret, gitPassword);

    private final String tag = Engines.plainRegistry() + "/secret/app:" + UUID.randomUUID();

    @Test
    void aSecretIsNowhereButInTheMemoryOfItsUsers(JenkinsRule r) throws Exception {
        configure();
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("""
                node {
                  writeFile file: 'Dockerfile', text: '''FROM %s
                RUN --mount=type=secret,id=token cat /run/secrets/token; echo; echo is shown; sleep 5
                '''
                  def image = imageBuild tags: '%s', secrets: [token: 'token'], noCache: true, provenance: 'max'
                  echo "attested: ${image.attestations.collect { it.kind + ' of ' + it.platform }}"
                }
                """.formatted(Engines.baseImage(), tag), true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        r.waitForMessage("is shown", run);

        FilePath workspace = r.jenkins.getWorkspaceFor(job);
        search.assertNotInRunning(run, workspace);

        r.assertBuildStatus(Result.SUCCESS, r.waitForCompletion(run));
        r.assertLogContains("****", run);
        r.assertLogContains("attested: [provenance of linux/amd64]", run);
        BuiltStatement kept = run.getAction(ImageBuildAction.class)
                .getImageBuilds()
                .get(0)
                .getAttestations()
                .get(0);
        try (InputStream statement =
                run.getArtifactManager().root().child(kept.getArtifact()).open()) {
            assertThat(
                    new String(statement.readAllBytes(), StandardCharsets.UTF_8),
                    allOf(containsString("https://slsa.dev/provenance/"), containsString(r.getURL() + run.getUrl())));
        }
        search.assertNotInEnded(run, workspace);
        assertEquals(2, search.assertNotInImage(tag), "the base's layer and the one of RUN were searched");
    }

    @Test
    void theKeysOfTheSourceAreNowhereEither(JenkinsRule r, @TempDir Path served) throws Exception {
        configure();
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "git", null, GitServer.USER, gitPassword));
        try (GitServer server = new GitServer(served, gitPassword)) {
            server.commit(Map.of("Dockerfile", """
                    FROM %s
                    RUN --mount=type=secret,id=token cat /run/secrets/token; echo; echo is shown; sleep 5
                    """.formatted(Engines.baseImage())));
            WorkflowJob job = r.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition("""
                    node {
                      imageBuild git: [url: '%s', credentialsId: 'git'], tags: '%s', secrets: [token: 'token'], noCache: true, provenance: 'mode=max'
                    }
                    """.formatted(server.url(), tag), true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            r.waitForMessage("is shown", run);

            FilePath workspace = r.jenkins.getWorkspaceFor(job);
            search.assertNotInRunning(run, workspace);

            r.assertBuildStatus(Result.SUCCESS, r.waitForCompletion(run));
            search.assertNotInEnded(run, workspace);
            assertEquals(2, search.assertNotInImage(tag), "the base's layer and the one of RUN were searched");
        }
    }

    private void configure() {
        PlainRegistry.register();
        ImageFarmConfiguration.get().setDefaultBuilder(Engines.docker());
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", null, Secret.fromString(secret)));
    }
}
