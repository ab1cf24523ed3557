package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.tasks.Shell;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.InjectedFile;
import io.jenkins.plugins.imagefarm.fake.BuilderImage;
import io.jenkins.plugins.imagefarm.fake.CommandLine;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.Farms;
import io.jenkins.plugins.imagefarm.fake.Leftovers;
import io.jenkins.plugins.imagefarm.fake.PlainRegistry;
import io.jenkins.plugins.imagefarm.fake.RealNodes;
import io.jenkins.plugins.imagefarm.fake.RunProcess;
import io.jenkins.plugins.imagefarm.freestyle.S2iBuilder;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import io.jenkins.plugins.imagefarm.run.S2iRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** {@code s2iBuild} with the real engine on a real daemon: what it builds is run. */
@WithJenkins
class RealS2iTest {
    @TempDir
    private Path folder;

    private final String tag = Engines.plainRegistry() + "/applications/" + UUID.randomUUID() + ":1";

    private JenkinsRule r;

    @BeforeEach
    void jenkins(JenkinsRule r) {
        this.r = r;
        PlainRegistry.register();
        ImageFarmConfiguration.get().setDefaultBuilder(Engines.buildkitd());
    }

    @Test
    void anApplicationIsBuiltPushedAndAnswers() throws Exception {
        String builder = new BuilderImage().push(folder);
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  writeFile file: 'greeting.txt', text: 'hello'
                  def r = s2iBuild builderImage: '%s', tags: '%s', env: [WHO: 'a "world" = here'], description: 'It greets.'
                  echo "got ${r.digest} pushed=${r.pushed} incremental=${r.incrementalUsed} ${r.protocol} ${r.failureReason} ${r.problem}"
                  echo "run of ${r.scriptsFrom.run}, assembled in ${r.stages.Assemble >= 0}, ${r.labels['io.k8s.description']}"
                }
                """.formatted(builder, tag)));
        r.assertLogContains(" pushed=true incremental=false s2i null null", run);
        String place = "the label io.openshift.s2i.scripts-url of " + builder + " (image:///usr/libexec/s2i)";
        r.assertLogContains("run of " + place + ", assembled in true, It greets.", run);
        r.assertLogContains("assembling as 1001", run);
        assertTrue(BuilderImage.printed(folder, tag).startsWith("a \"world\" = here: hello\n"));
        assertEquals("1001", PlainRegistry.config(tag).getString("User"));
        Leftovers.assertNone(r.jenkins.getWorkspaceFor((WorkflowJob) run.getParent()));

        S2iRecord kept =
                run.getAction(ImageBuildAction.class).getImageBuilds().get(0).getS2i();
        assertEquals("s2i", kept.getProtocol());
        assertFalse(kept.isIncrementalUsed());
        assertTrue(kept.getStages().containsKey("Assemble"), kept.getStages()::toString);
        String page = r.createWebClient().getPage(run, "image-builds/").asNormalizedText();
        assertTrue(page.contains("s2i build with the protocol s2i"), page);
        assertTrue(page.contains("clean build"), page);
        assertTrue(page.contains("script assemble of " + place), page);
    }

    @Test
    void theNextBuildBeginsWithWhatTheImageBeforeHasSaved() throws Exception {
        String step = """
                node {
                  writeFile file: 'greeting.txt', text: 'hello'
                  def r = s2iBuild builderImage: '%s', tags: '%s'
                  echo "incremental=${r.incrementalUsed}"
                }
                """.formatted(new BuilderImage().push(folder), tag);
        r.assertLogContains("incremental=false", r.buildAndAssertSuccess(job(step)));
        String made = BuilderImage.printed(folder, tag);
        WorkflowRun second = r.buildAndAssertSuccess(job(step));
        r.assertLogContains("incremental=true", second);
        assertEquals(made, BuilderImage.printed(folder, tag));
        String page = r.createWebClient().getPage(second, "image-builds/").asNormalizedText();
        assertTrue(page.contains("began with what the image before has saved"), page);
    }

    @Test
    void pipelineFreestyleAndCommandLineMakeTheSameImage() throws Exception {
        String builder = new BuilderImage()
                .script("assemble", "#!/bin/sh\nset -e\ncp /tmp/src/greeting.txt greeting\necho $WHO > made\n")
                .push(folder);
        r.buildAndAssertSuccess(job("""
                node {
                  writeFile file: 'greeting.txt', text: 'hello'
                  s2iBuild builderImage: '%s', tags: '%s', env: [WHO: 'me'], clean: true
                }
                """.formatted(builder, tag)));
        String ofPipeline = PlainRegistry.imageId(tag);
        assertEquals("hellome\n", BuilderImage.printed(folder, tag));

        FreeStyleProject job = r.createFreeStyleProject();
        job.getBuildersList().add(new Shell("printf hello > greeting.txt"));
        S2iBuildStep step = new S2iBuildStep(builder.replace("/builders/", "/${FOLDER}/"));
        step.setTags(List.of(tag));
        step.setEnv(List.of("WHO=me"));
        step.setClean(true);
        job.getBuildersList().add(new S2iBuilder(step));
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("FOLDER", "builders")));
        r.buildAndAssertSuccess(job);
        assertEquals(ofPipeline, PlainRegistry.imageId(tag));

        Path source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("greeting.txt"), "hello");
        CommandLine.run(
                "s2i",
                "build",
                "--builder",
                Engines.buildkitd(),
                "--push",
                "--clean",
                "-e",
                "WHO=me",
                source.toString(),
                builder,
                tag);
        assertEquals(ofPipeline, PlainRegistry.imageId(tag));
    }

    @Test
    void whatIsInjectedIsThereOnlyWhileTheApplicationIsAssembled() throws Exception {
        String secret = "s-" + UUID.randomUUID();
        SecretSearch search = new SecretSearch(secret);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", null, Secret.fromString(secret)));
        String builder = new BuilderImage()
                .script(
                        "assemble",
                        "#!/bin/sh\nset -e\nwc -c < /run/token > made\ncat config/settings > greeting\n"
                                + "cat /run/token; echo; echo is shown; sleep 5\n")
                .push(folder);
        WorkflowJob job = job("""
                node {
                  writeFile file: 'settings', text: 'from the workspace'
                  s2iBuild builderImage: '%s', tags: '%s', provenance: 'mode=max', exclude: '.*',
                    inject: [[credentialsId: 'token', dest: '/run/token'], [path: 'settings', dest: 'config/settings']]
                }
                """.formatted(builder, tag));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        r.waitForMessage("is shown", run);

        FilePath workspace = r.jenkins.getWorkspaceFor(job);
        search.assertNotInRunning(run, workspace);

        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        r.assertLogContains("****", run);
        search.assertNotInEnded(run, workspace);
        assertTrue(search.assertNotInImage(tag) > 1, "layers were searched");
        assertEquals("from the workspace" + secret.length() + "\n", BuilderImage.printed(folder, tag));
        Path token = BuilderImage.files(folder, tag, "true").resolve("run/token");
        assertTrue(!Files.exists(token) || Files.size(token) == 0);
    }

    @Test
    void aFreestyleJobInjectsToo() throws Exception {
        String builder = new BuilderImage()
                .script("assemble", "#!/bin/sh\nset -e\ncp /run/settings greeting\ntouch made\n")
                .push(folder);
        FreeStyleProject job = r.createFreeStyleProject();
        job.getBuildersList().add(new Shell("printf settings > settings.txt"));
        S2iBuildStep step = new S2iBuildStep(builder);
        step.setTags(List.of(tag));
        InjectedFile file = new InjectedFile("/run/settings");
        file.setPath("settings.txt");
        step.setInject(List.of(file));
        job.getBuildersList().add(new S2iBuilder(step));
        FreeStyleBuild build = r.buildAndAssertSuccess(job);
        assertEquals("settings", BuilderImage.printed(folder, tag));
        assertEquals(
                "s2i",
                build.getAction(ImageBuildAction.class)
                        .getImageBuilds()
                        .get(0)
                        .getS2i()
                        .getProtocol());
    }

    @Test
    void whatCannotBeBuiltIsSaidInOneLineWithSourceToImagesReason() throws Exception {
        String nowhere = Engines.plainRegistry() + "/builders/nowhere:1";
        Map<String, String> expected = Map.of(
                nowhere,
                "PullBuilderImageFailed|The build could not be performed (PullBuilderImageFailed): There is no builder image "
                        + nowhere + " in its registry",
                new BuilderImage().withoutScripts().push(folder),
                "InstallScriptsFailed|The build could not be performed (InstallScriptsFailed): ",
                new BuilderImage()
                        .script("assemble", "#!/bin/sh\necho last words\nexit 3\n")
                        .push(folder),
                "AssembleFailed|The build failed (AssembleFailed): /usr/libexec/s2i/assemble failed with exit code 3",
                new BuilderImage().user("0").push(folder),
                "AssembleUserForbidden|The build could not be performed (AssembleUserForbidden): ");
        for (Map.Entry<String, String> each : expected.entrySet()) {
            String reason = each.getValue().replaceFirst("\\|.*", "");
            String line = each.getValue().replaceFirst(".*?\\|", "");
            String step = "s2iBuild builderImage: '%s', tags: '%s', allowedUids: '1-'".formatted(each.getKey(), tag);
            WorkflowRun run = r.buildAndAssertStatus(Result.FAILURE, job("node { " + step + " }"));
            r.assertLogContains("ERROR: " + line, run);
            r.assertLogNotContains("\tat ", run);
            S2iRecord kept = run.getAction(ImageBuildAction.class)
                    .getImageBuilds()
                    .get(0)
                    .getS2i();
            assertEquals(reason, kept.getReason());
            assertEquals(line.startsWith("The build failed"), kept.isPerformed());
            r.assertLogContains(
                    "got FAILURE " + reason + " user",
                    r.buildAndAssertSuccess(job("node { def r = " + step
                            + ", returnResult: true; echo \"got ${r.state} ${r.failureReason} ${r.fault}\" }")));
            assertFalse(PlainRegistry.has(tag));
        }
    }

    @Test
    void onANodeTheBuildGoesThereTwiceForARuntimeImageAndWhatTheNextBuildBeginsWith() throws Exception {
        RealNodes.buildkit("n1", "linux/amd64");
        String runtime = new BuilderImage()
                .script("run", "#!/bin/sh\nexec cat /app/www/greeting /app/www/made\n")
                .push(folder);
        String step = """
                node {
                  writeFile file: 'greeting.txt', text: 'hello'
                  def r = s2iBuild builderImage: '%s', runtimeImage: '%s', runtimeArtifacts: ['/app/greeting:www', '/app/made:www'],
                    tags: '%s', builder: 'n1'
                  echo "incremental=${r.incrementalUsed}"
                }
                """.formatted(new BuilderImage().push(folder), runtime, tag);
        WorkflowRun first = r.buildAndAssertSuccess(job(step));
        assertTrue(PlainRegistry.has(tag + "-build"));
        assertEquals(2, count("#0 linux/amd64 is built on n1", first), "it went to the node twice");
        String made = BuilderImage.printed(folder, tag);
        assertTrue(made.startsWith(": hello\n"), made);
        WorkflowRun second = r.buildAndAssertSuccess(job(step));
        r.assertLogContains("incremental=true", second);
        assertEquals(made, BuilderImage.printed(folder, tag));
        Farms.awaitNoHolds();
    }

    @Test
    void onANodeABuildThatCannotSaveGoesThereAgainAsACleanOne() throws Exception {
        RealNodes.buildkit("n1", "linux/amd64");
        String step = """
                node {
                  writeFile file: 'greeting.txt', text: 'hello'
                  def r = s2iBuild builderImage: '%s', tags: '%s', builder: 'n1'
                  echo "incremental=${r.incrementalUsed}"
                }
                """.formatted(
                        new BuilderImage()
                                .script("save-artifacts", "#!/bin/sh\nsleep 1\nexit 7\n")
                                .push(folder),
                        tag);
        r.buildAndAssertSuccess(job(step));
        WorkflowRun run = r.buildAndAssertSuccess(job(step));
        r.assertLogContains("Clean build: ", run);
        r.assertLogContains("incremental=false", run);
        Farms.awaitNoHolds();
    }

    @Test
    void buildsThatNobodyWaitsForEndOrAreCancelled() throws Exception {
        RunProcess process = new RunProcess();
        String quick =
                new BuilderImage().script("assemble", "#!/bin/sh\nexec true\n").push(folder);
        String slow = new BuilderImage()
                .script("assemble", "#!/bin/sh\nexec " + process.command() + "\n")
                .push(folder);
        String build = "s2iBuild(wait: false, clean: true, tags: '" + tag + "', builderImage: '";
        UnwaitedBuilds.run(r, build + quick + "')", build + slow + "')", process);
    }

    @Test
    void aDockerfileIsWrittenInsteadAndNothingPushed() throws Exception {
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  writeFile file: 'greeting.txt', text: 'hello'
                  def r = s2iBuild builderImage: '%s', tags: '%s', asDockerfile: 'out'
                  echo "pushed=${r.pushed} ${readFile('out/Dockerfile')}"
                }
                """.formatted(new BuilderImage().push(folder), tag)));
        r.assertLogContains("pushed=false", run);
        r.assertLogContains("FROM " + Engines.plainRegistry() + "/builders/", run);
        assertFalse(PlainRegistry.has(tag));
    }

    @Test
    void builderImagesAreJudged() throws Exception {
        String good = new BuilderImage().push(folder);
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                def good = s2iValidate image: '%s', incremental: true
                echo "good: ${good.success} ${good.messages.size()}"
                def root = node { s2iValidate image: '%s', allowedUids: '2000-' }
                echo "root: ${root.success} ${root.messages[0]}"
                echo "none: ${s2iValidate(image: '%s/nowhere:1').messages}"
                """.formatted(good, good, Engines.plainRegistry())));
        r.assertLogContains("good: true 1", run);
        r.assertLogContains("it needs assemble, run, save-artifacts at image:///usr/libexec/s2i", run);
        r.assertLogContains("root: false ", run);
        r.assertLogContains("none: [There is no image " + Engines.plainRegistry() + "/nowhere:1 in its registry]", run);
        for (Map.Entry<String, String> wrong : Map.of(
                        "imgae: 'a'", "s2iValidate has no parameter 'imgae'. Did you mean 'image'?",
                        "image: 'a;b'", "'a;b' is not an image name",
                        "incremental: true", "Give the image that is to be judged",
                        "image: 'localhost:1/a:1'", "")
                .entrySet()) {
            WorkflowRun refused = r.buildAndAssertStatus(Result.FAILURE, job("s2iValidate(" + wrong.getKey() + ")"));
            r.assertLogContains("ERROR: " + wrong.getValue(), refused);
            r.assertLogNotContains("\tat ", refused);
        }
    }

    private static long count(String text, WorkflowRun run) throws Exception {
        return JenkinsRule.getLog(run)
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
