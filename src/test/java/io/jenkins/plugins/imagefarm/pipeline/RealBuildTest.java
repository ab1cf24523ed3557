package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.LiveFolder;
import io.jenkins.plugins.imagefarm.fake.PlainRegistry;
import io.jenkins.plugins.imagefarm.fake.RunProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The real engine and a real daemon. */
@WithJenkins
class RealBuildTest {
    private JenkinsRule r;

    @BeforeEach
    void jenkins(JenkinsRule r) {
        this.r = r;
        PlainRegistry.register();
        ImageFarmConfiguration.get().setDefaultBuilder(Engines.docker());
    }

    @Test
    void whatTheCacheSavedIsKnownFromTheRunBefore() throws Exception {
        WorkflowJob job = job("""
                node {
                  def r = imageBuild dockerfileText: 'FROM %s\\nRUN sleep 2; echo %s\\n'
                  echo "saved ${r.savedMs} ms"
                }
                """.formatted(Engines.baseImage(), UUID.randomUUID()));
        r.assertLogContains("saved 0 ms", r.buildAndAssertSuccess(job));
        WorkflowRun again = r.buildAndAssertSuccess(job);
        Matcher saved = Pattern.compile("saved (\\d+) ms").matcher(JenkinsRule.getLog(again));
        assertTrue(saved.find());
        assertTrue(Long.parseLong(saved.group(1)) >= 2000, saved::group);
        r.assertLogContains("The cache saved about 2", again);
    }

    @Test
    void anImageIsBuiltAndPushed() throws Exception {
        String tag = Engines.plainRegistry() + "/jenkins/app:" + UUID.randomUUID();
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  writeFile file: 'Dockerfile', text: 'FROM %s\\nARG WHO\\nCOPY hello /\\nRUN cat /hello && echo $WHO\\n'
                  writeFile file: 'hello', text: 'hello'
                  def r = imageBuild tags: '%s', buildArgs: [WHO: 'world'], noCache: true
                  echo "got ${r.digest} ${r.images} ${r.pushed} ${r.totalSteps}"
                }
                """.formatted(Engines.baseImage(), tag)));
        Matcher digest = Pattern.compile("got (sha256:[0-9a-f]{64})").matcher(JenkinsRule.getLog(run));
        digest.find();
        assertEquals(digest.group(1), digestInRegistry(tag));
        r.assertLogContains("world", run);
    }

    @Test
    void layersAreKeptInARegistryAndFoundThereByAnotherDaemon() throws Exception {
        String cache = Engines.plainRegistry() + "/jenkins/cache:" + UUID.randomUUID();
        String mark = UUID.randomUUID().toString();
        String build = "imageBuild builder: '%s', dockerfileText: 'FROM %s\\nRUN echo " + mark + "\\n', ";
        WorkflowRun run = r.buildAndAssertSuccess(job("node {\n"
                + build.formatted("unix://" + Engines.value("IMAGE_FARM_BUILDKITD_SOCK"), Engines.baseImage())
                + "cacheTo: [type: 'registry', ref: '" + cache + "', mode: 'max']\n"
                + build.formatted(Engines.docker(), Engines.baseImage())
                + "cacheFrom: '" + cache + "'\n}"));
        assertTrue(digestInRegistry(cache).startsWith("sha256:"), cache);
        String log = JenkinsRule.getLog(run);
        assertEquals(
                1,
                log.lines()
                        .filter(line -> line.matches("#\\d+ [0-9.]+ " + mark))
                        .count(),
                "it was run once: " + log);
    }

    @Test
    void aChangeFindsTheCacheOfItsTarget() throws Exception {
        String mark = UUID.randomUUID().toString();
        String repository = Engines.plainRegistry() + "/jenkins/" + mark;
        WorkflowRun run = r.buildAndAssertSuccess(
                job("""
                node {
                  def text = 'FROM %s\\nRUN echo %s'
                  withEnv(['BRANCH_NAME=main']) {
                    imageBuild builder: 'unix://%s', dockerfileText: text, tags: '%4$s:1', push: true, cache: 'registry'
                  }
                  withEnv(['BRANCH_NAME=PR-1', 'CHANGE_TARGET=main']) {
                    imageBuild dockerfileText: text, tags: '%4$s:2', push: true, cache: 'registry'
                  }
                }
                """.formatted(Engines.baseImage(), mark, Engines.value("IMAGE_FARM_BUILDKITD_SOCK"), repository)));
        String log = JenkinsRule.getLog(run);
        assertEquals(
                1,
                log.lines()
                        .filter(line -> line.matches("#\\d+ [0-9.]+ " + mark))
                        .count(),
                log);
        for (String tag : List.of("main", "PR-1")) {
            assertTrue(digestInRegistry(repository + ":cache-" + tag).startsWith("sha256:"), log);
        }
    }

    @Test
    void aBucketIsOpenedByCredentialsThatNothingTells() throws Exception {
        String key = "a key that no one verifies " + UUID.randomUUID();
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "bucket", null, Engines.value("IMAGE_FARM_S3_KEY_ID"), key));
        String mark = UUID.randomUUID().toString();
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  def s3 = [type: 's3', bucket: '%s', region: 'us-east-1', endpoint_url: '%s', use_path_style: true,
                    name: '%s', credentialsId: 'bucket']
                  def text = 'FROM %s\\nRUN echo %s'
                  imageBuild builder: 'unix://%s', dockerfileText: text, cacheFrom: s3, cacheTo: s3
                  imageBuild builder: 'unix://%s', dockerfileText: text, cacheFrom: s3
                }
                """.formatted(
                        Engines.value("IMAGE_FARM_S3_BUCKET"),
                        Engines.value("IMAGE_FARM_S3"),
                        mark,
                        Engines.baseImage(),
                        mark,
                        Engines.value("IMAGE_FARM_BUILDKITD_SOCK"),
                        Engines.value("IMAGE_FARM_BUILDKITD2_SOCK"))));
        String log = JenkinsRule.getLog(run);
        assertEquals(
                1,
                log.lines()
                        .filter(line -> line.matches("#\\d+ [0-9.]+ " + mark))
                        .count(),
                log);
        r.assertLogNotContains("WARNING", run);
        for (Path file : LiveFolder.files(run.getRootDir().toPath())) {
            assertFalse(LiveFolder.text(file).contains(key), file::toString);
        }
    }

    @Test
    void stepsFindAroundThemWhatIsAskedFor() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new BasicSSHUserPrivateKey(
                        CredentialsScope.GLOBAL,
                        "deploy",
                        "git",
                        new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(
                                Files.readString(Path.of(Engines.value("IMAGE_FARM_SSH_KEY")))),
                        null,
                        null));
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  dir('more') { writeFile file: 'hello', text: 'from another context' }
                  writeFile file: 'Dockerfile', text: '''FROM %s
                RUN --mount=type=bind,from=files,target=/files --mount=type=ssh,required=true \\
                    cat /files/hello /etc/hosts /proc/mounts; ulimit -Sn; test -S $SSH_AUTH_SOCK && echo has an agent
                '''
                  imageBuild noCache: true, network: 'none', contexts: [files: 'more'], addHosts: [six: '2001:db8::7'],
                    shmSize: '7m', ulimits: [nofile: '503:600'], ssh: [default: 'deploy']
                }
                """.formatted(Engines.baseImage())));
        for (String seen : List.of("from another context", "2001:db8::7", "size=7168k", " 503", "has an agent")) {
            r.assertLogContains(seen, run);
        }
    }

    @Test
    void buildsThatNobodyWaitsForEndOrAreCancelled() throws Exception {
        RunProcess process = new RunProcess();
        String build =
                "imageBuild(wait: false, noCache: true, dockerfileText: 'FROM " + Engines.baseImage() + "\\nRUN ";
        UnwaitedBuilds.run(r, build + "true')", build + process.command() + "')", process);
    }

    @Test
    void theContextMayBeAnArchive() throws Exception {
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  writeFile file: 'packed/docker/Dockerfile', text: '''FROM %s
                COPY hello /
                RUN cat /hello
                '''
                  writeFile file: 'packed/hello', text: 'from an archive'
                  sh 'tar -czf app.tgz -C packed . && rm -r packed'
                  imageBuild context: 'app.tgz', dockerfile: 'docker/Dockerfile', noCache: true
                }
                """.formatted(Engines.baseImage())));
        r.assertLogContains("from an archive", run);
    }

    @Test
    void anUnknownTargetFailsWithOneLine() throws Exception {
        WorkflowRun run = r.buildAndAssertStatus(
                Result.FAILURE, job("node { imageBuild dockerfileText: 'FROM scratch', target: 'nowhere' }"));
        r.assertLogContains("nowhere", run);
        r.assertLogNotContains("\tat ", run);
    }

    private static String digestInRegistry(String tag) throws Exception {
        int colon = tag.lastIndexOf(':');
        String path = tag.substring(tag.indexOf('/') + 1, colon);
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + Engines.plainRegistry() + "/v2/" + path
                                        + "/manifests/" + tag.substring(colon + 1)))
                                .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                                .header("Accept", "application/vnd.oci.image.index.v1+json")
                                .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        return answer.headers().firstValue("Docker-Content-Digest").orElse("status " + answer.statusCode());
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
