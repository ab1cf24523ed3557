package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.imagefarm.config.GitRepository;
import io.jenkins.plugins.imagefarm.config.InjectedFile;
import io.jenkins.plugins.imagefarm.config.RegistryLogin;
import io.jenkins.plugins.imagefarm.freestyle.ImageBuilder;
import io.jenkins.plugins.imagefarm.freestyle.S2iBuilder;
import java.util.List;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every parameter comes through the forms and the snippet generator as it was. */
@WithJenkins
class FormTest {
    private JenkinsRule r;

    @BeforeEach
    void jenkins(JenkinsRule r) {
        this.r = r;
    }

    @Test
    void noParameterIsLostInTheForm() throws Exception {
        for (Step step : List.of(full(), fullFarm(), fullPrune(), fullS2i(), fullValidate())) {
            r.assertEqualDataBoundBeans(step, new StepConfigTester(r).configRoundTrip(step));
        }
    }

    @Test
    void defaultsStayDefaults() throws Exception {
        for (Step step : List.of(
                new ImageBuildStep(),
                new FarmBuildStep(),
                new FarmStatusStep(),
                new FarmPlatformsStep(),
                new FarmPruneStep(),
                new S2iBuildStep("r.example.com/builders/site:1"),
                new S2iValidateStep("r.example.com/builders/site:1"))) {
            r.assertEqualDataBoundBeans(step, new StepConfigTester(r).configRoundTrip(step));
        }
    }

    @Test
    void notToPushIsNotTheSameAsSayingNothing() throws Exception {
        ImageBuildStep step = new ImageBuildStep();
        step.setPush(false);
        r.assertEqualDataBoundBeans(step, new StepConfigTester(r).configRoundTrip(step));
    }

    @Test
    void noParameterIsLostInAFreestyleJob() throws Exception {
        FreeStyleProject job = r.createFreeStyleProject();
        job.getBuildersList().add(new ImageBuilder(full()));
        job.getBuildersList().add(new S2iBuilder(fullS2i()));
        FreeStyleProject after = r.configRoundtrip(job);
        r.assertEqualDataBoundBeans(
                full(), after.getBuildersList().get(ImageBuilder.class).getStep());
        r.assertEqualDataBoundBeans(
                fullS2i(), after.getBuildersList().get(S2iBuilder.class).getStep());
    }

    @Test
    void aFreestyleJobKeepsItsParametersOnDisk() throws Exception {
        FreeStyleProject job = r.createFreeStyleProject("kept");
        job.getBuildersList().add(new ImageBuilder(full()));
        job.getBuildersList().add(new S2iBuilder(fullS2i()));
        job.save();
        job.doReload();
        FreeStyleProject after = r.jenkins.getItemByFullName("kept", FreeStyleProject.class);
        r.assertEqualDataBoundBeans(
                full(), after.getBuildersList().get(ImageBuilder.class).getStep());
        r.assertEqualDataBoundBeans(
                fullS2i(), after.getBuildersList().get(S2iBuilder.class).getStep());
    }

    @Test
    void snippetsSayWhatWasGiven() throws Exception {
        SnippetizerTester tester = new SnippetizerTester(r);
        tester.assertRoundTrip(new ImageBuildStep(), "imageBuild()");
        tester.assertRoundTrip(new FarmBuildStep(), "farmBuild()");
        tester.assertRoundTrip(
                fullPrune(),
                "farmPrune all: true, labels: [team: 'a'], nodeTimeout: '20s', nodes: ['n1'], olderThan: '7d'");
        tester.assertRoundTrip(
                new S2iBuildStep("r.example.com/builders/site:1"), "s2iBuild 'r.example.com/builders/site:1'");
        tester.assertRoundTrip(
                fullValidate(),
                "s2iValidate allowedUids: '1-', credentialsId: 'hub', image: 'r.example.com/builders/site:1', incremental: true, "
                        + "registries: [[credentialsId: 'other', host: 'r.example.com']], runtimeImage: 'r.example.com/run:1'");
        S2iBuildStep s2i = new S2iBuildStep("r.example.com/builders/site:1");
        fillS2i(s2i);
        tester.assertRoundTrip(
                s2i,
                "s2iBuild allowedUids: '1-', asDockerfile: 'out', assembleUser: '1001', blockOnBuild: true, builder: 'n1', "
                        + "builderImage: 'r.example.com/builders/site:1', callbackUrl: 'https://example.com/hook', capDrop: ['NET_RAW'], clean: true, contextDir: 'app', description: 'A site', "
                        + "displayName: 'Site', env: [TITLE: 'a=b'], environmentFile: 'site.env', exclude: '(^|/)tmp(/|$)', "
                        + "incremental: 'false', incrementalPullPolicy: 'always', inject: [[credentialsId: 'npm', dest: '/tmp/npmrc'], [dest: 'settings.xml', path: 'conf/settings.xml']], "
                        + "method: 'run', previousImage: 'r.example.com/site:0', protocol: 's2i', pullPolicy: 'never', runtimeArtifacts: ['/app/site:www'], "
                        + "runtimeImage: 'r.example.com/run:1', runtimePullPolicy: 'always', scriptsUrl: 'image:///s2i', source: 'src', volumes: ['m2:/root/.m2']");
        ImageBuildStep sbom = new ImageBuildStep();
        sbom.setSbom("generator=r.example.com/scanner:1");
        tester.assertRoundTrip(sbom, "imageBuild sbom: 'generator=r.example.com/scanner:1'");
        tester.assertRoundTrip(
                full(),
                "imageBuild addHosts: ['db:10.0.0.5', 'db:::1'], allow: ['network.host', 'device'], annotations: [title: 'app'], attest: ['type=sbom,generator=r.example.com/scanner:1'], buildArgs: [A: '1', B: 'x=y'], builder: 'unix:///run/buildkit/buildkitd.sock', "
                        + "cache: 'type=s3,bucket=b,region=r', cacheFrom: ['r.example.com/app:cache'], cacheTo: ['type=registry,ref=r.example.com/app:cache,mode=max'], call: 'targets', context: 'app', contexts: [files: 'more', app: 'docker-image://r.example.com/app:1'], "
                        + "credentialsId: 'hub', dockerfile: 'docker/Dockerfile', dockerfileText: '''FROM scratch\nCOPY . /''', "
                        + "format: 'oci', git: [credentialsId: 'key', knownHosts: 'git.example.com ssh-ed25519 AAAA', lfs: true, ref: 'main', "
                        + "submodules: true, url: 'git@git.example.com:team/app.git'], githubRepo: 'org/name', iidFile: 'iid', labels: ['org.example.a=b'], metadataFile: 'metadata.json', network: 'host', noCacheFilter: ['build', 'test'], noOutputTimeout: '10m', "
                        + "outputs: ['type=oci,dest=image.tar'], platforms: ['linux/amd64', 'linux/arm64'], "
                        + "podYaml: '''spec:\n  priorityClassName: low''', progress: 'quiet', "
                        + "provenance: 'mode=max', pull: true, push: true, registries: [[credentialsId: 'other', host: 'r.example.com'], "
                        + "[credentialsId: 'third', host: 's.example.com']], "
                        + "repositories: ['r.example.com/app', 's.example.com/app'], resources: ['requests.cpu=2', 'limits.memory=8Gi'], "
                        + "retries: 5, retryDelay: '3s', returnResult: true, rewriteTimestamp: true, secrets: [npm: 'npm-token'], shmSize: '64m', skipIfExists: true, sourceDateEpoch: 'commit', ssh: ['default': 'deploy'], startTimeout: '5m', "
                        + "tagWithCommit: true, tags: ['r.example.com/app:1', 'r.example.com/app:latest'], target: 'runtime', timeout: '1h', ulimits: [nofile: '500:600'], wait: false");
    }

    @Test
    void theReferenceOfStepsCanBeMade() throws Exception {
        for (Class<? extends Step> step : List.of(
                ImageBuildStep.class,
                FarmBuildStep.class,
                FarmStatusStep.class,
                FarmPlatformsStep.class,
                FarmPruneStep.class,
                S2iBuildStep.class,
                S2iValidateStep.class,
                ImageBuildStatusStep.class,
                ImageBuildWaitStep.class,
                ImageBuildCancelStep.class,
                ImageBuildListStep.class)) {
            SnippetizerTester.assertDocGeneration(step);
            for (DescribableParameter parameter : DescribableModel.of(step).getParameters()) {
                assertNotNull(parameter.getHelp(), step + " " + parameter.getName());
            }
            assertNotNull(DescribableModel.of(step).getHelp(), step::getName);
        }
    }

    private static ImageBuildStep full() {
        ImageBuildStep step = new ImageBuildStep();
        fillDockerfile(step);
        step.setBuilder("unix:///run/buildkit/buildkitd.sock");
        return step;
    }

    private static FarmBuildStep fullFarm() {
        FarmBuildStep step = new FarmBuildStep();
        fillDockerfile(step);
        step.setFarm("all");
        step.setNodes(List.of("n1", "n2"));
        step.setNodeLabels(List.of("ssd", "zone=a"));
        step.setLocal(true);
        step.setEmulation("never");
        step.setStrategy("leastLoaded");
        step.setFailFast(false);
        step.setFailover(7);
        step.setCleanup(true);
        step.setNodeTimeout("20s");
        step.setDryRun(true);
        return step;
    }

    private static S2iBuildStep fullS2i() {
        S2iBuildStep step = new S2iBuildStep("r.example.com/builders/site:1");
        fill(step);
        fillS2i(step);
        return step;
    }

    private static void fillS2i(S2iBuildStep step) {
        step.setSource("src");
        step.setProtocol("s2i");
        step.setContextDir("app");
        step.setEnv(List.of("TITLE=a=b"));
        step.setEnvironmentFile("site.env");
        step.setScriptsUrl("image:///s2i");
        step.setIncremental("false");
        step.setClean(true);
        step.setPreviousImage("r.example.com/site:0");
        step.setRuntimeImage("r.example.com/run:1");
        step.setRuntimeArtifacts(List.of("/app/site:www"));
        step.setAllowedUids("1-");
        step.setAssembleUser("1001");
        step.setBlockOnBuild(true);
        step.setExclude("(^|/)tmp(/|$)");
        InjectedFile credentials = new InjectedFile("/tmp/npmrc");
        credentials.setCredentialsId("npm");
        InjectedFile file = new InjectedFile("settings.xml");
        file.setPath("conf/settings.xml");
        step.setInject(List.of(credentials, file));
        step.setDisplayName("Site");
        step.setDescription("A site");
        step.setAsDockerfile("out");
        step.setCallbackUrl("https://example.com/hook");
        step.setMethod("run");
        step.setPullPolicy("never");
        step.setIncrementalPullPolicy("always");
        step.setRuntimePullPolicy("always");
        step.setCapDrop(List.of("NET_RAW"));
        step.setVolumes(List.of("m2:/root/.m2"));
        step.setBuilder("n1");
    }

    private static S2iValidateStep fullValidate() {
        S2iValidateStep step = new S2iValidateStep("r.example.com/builders/site:1");
        step.setIncremental(true);
        step.setRuntimeImage("r.example.com/run:1");
        step.setAllowedUids("1-");
        step.setCredentialsId("hub");
        step.setRegistries(List.of(new RegistryLogin("r.example.com", "other")));
        return step;
    }

    private static FarmPruneStep fullPrune() {
        FarmPruneStep step = new FarmPruneStep();
        step.setNodes(List.of("n1"));
        step.setNodeTimeout("20s");
        step.setAll(true);
        step.setOlderThan("7d");
        step.setLabels(List.of("team=a"));
        return step;
    }

    private static GitRepository repository() {
        GitRepository git = new GitRepository();
        git.setUrl("git@git.example.com:team/app.git");
        git.setRef("main");
        git.setCredentialsId("key");
        git.setSubmodules(true);
        git.setLfs(true);
        git.setKnownHosts("git.example.com ssh-ed25519 AAAA");
        return git;
    }

    private static void fillDockerfile(DockerfileStep step) {
        fill(step);
        step.setContext("app");
        step.setDockerfile("docker/Dockerfile");
        step.setDockerfileText("FROM scratch\nCOPY . /");
        step.setTarget("runtime");
        step.setCall("targets");
        step.setBuildArgs(List.of("A=1", "B=x=y"));
        step.setNoCacheFilter(List.of("build", "test"));
        step.setContexts(List.of("files=more", "app=docker-image://r.example.com/app:1"));
        step.setSsh(List.of("default=deploy"));
    }

    private static void fill(ImageStep step) {
        step.setGit(repository());
        step.setGithubRepo("org/name");
        step.setTagWithCommit(true);
        step.setRepositories(List.of("r.example.com/app", "s.example.com/app"));
        step.setSkipIfExists(true);
        step.setTags(List.of("r.example.com/app:1", "r.example.com/app:latest"));
        step.setPlatforms(List.of("linux/amd64", "linux/arm64"));
        step.setLabels(List.of("org.example.a=b"));
        step.setPull(true);
        step.setPush(true);
        step.setOutputs(List.of("type=oci,dest=image.tar"));
        step.setCache("type=s3,bucket=b,region=r");
        step.setCacheFrom(List.of("r.example.com/app:cache"));
        step.setCacheTo(List.of("type=registry,ref=r.example.com/app:cache,mode=max"));
        step.setMetadataFile("metadata.json");
        step.setIidFile("iid");
        step.setProvenance("mode=max");
        step.setAttest(List.of("type=sbom,generator=r.example.com/scanner:1"));
        step.setSourceDateEpoch("commit");
        step.setRewriteTimestamp(true);
        step.setNetwork("host");
        step.setAddHosts(List.of("db:10.0.0.5", "db:::1"));
        step.setShmSize("64m");
        step.setUlimits(List.of("nofile=500:600"));
        step.setAllow(List.of("network.host", "device"));
        step.setSecrets(List.of("npm=npm-token"));
        step.setCredentialsId("hub");
        step.setRegistries(
                List.of(new RegistryLogin("r.example.com", "other"), new RegistryLogin("s.example.com", "third")));
        step.setAnnotations(List.of("title=app"));
        step.setFormat("oci");
        step.setResources(List.of("requests.cpu=2", "limits.memory=8Gi"));
        step.setPodYaml("spec:\n  priorityClassName: low");
        step.setTimeout("1h");
        step.setStartTimeout("5m");
        step.setNoOutputTimeout("10m");
        step.setRetries(5);
        step.setRetryDelay("3s");
        step.setProgress("quiet");
        step.setReturnResult(true);
        step.setWait(false);
    }
}
