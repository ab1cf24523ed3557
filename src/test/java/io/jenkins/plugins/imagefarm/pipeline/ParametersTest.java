package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.EnvVars;
import hudson.model.Result;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.CacheScopes;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import java.util.List;
import jenkins.scm.api.metadata.PrimaryInstanceMetadataAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Parameters as people write them, in the sandbox; and one clear line for what cannot be meant. */
@WithJenkins
class ParametersTest {
    private static JenkinsRule r;

    @BeforeAll
    static void jenkins(JenkinsRule rule) {
        r = rule;
    }

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tag: 'a' | imageBuild has no parameter 'tag'. Did you mean 'tags'?",
                "platfroms: 'a' | imageBuild has no parameter 'platfroms'. Did you mean 'platforms'?",
                "tags: 'a;touch x' | 'a;touch x' is not an image name: the repository may hold only lower-case letters",
                "tags: ['app', 'App'] | 'App' is not an image name: the repository must be in lower case",
                "tags: 'app', push: 'perhaps' | imageBuild takes true or false as its parameter 'push', not 'perhaps'",
                "push: true | There is nothing to push: no tag is given",
                "repositories: 'r.example.com/app:1' | 'r.example.com/app:1' is an image and not a repository. Write what stands before the tag",
                "repositories: ['r.example.com/App'] | 'r.example.com/App' is not an image name: the repository must be in lower case",
                "repositories: ['r.example.com/app'], tags: ['1', '1+2'] | 'r.example.com/app:1+2' is not an image name: the tag may hold only letters",
                "skipIfExists: 'perhaps' | imageBuild takes true or false as its parameter 'skipIfExists', not 'perhaps'",
                "platforms: ['arm'] | 'arm' is not a platform",
                "buildArgs: ['A'] | 'A' in buildArgs is not a pair. Write NAME=VALUE.",
                "buildArgs: 3 | imageBuild takes a map as its parameter 'buildArgs', not '3'",
                "annotations: ['image:k': 'v'] | 'image' cannot be annotated. Use index:, manifest:,",
                "annotations: ['index:k': 'v'] | The image has no index, so there is nothing to annotate with index:k.",
                "annotations: ['manifest[linux/arm64]:k': 'v'], platforms: 'linux/amd64' | The annotation manifest[linux/arm64]:k is of a platform that is not asked for.",
                "labels: ['A=1', 'A=2'] | labels has 'A' twice",
                "call: 'lint' | call is 'lint'. Use build, check, outline, targets.",
                "network: 'bridge' | network is 'bridge'. Use default, none, host.",
                "addHosts: [db: 'db.example.com'] | 'db.example.com' is not an IP address for the host 'db'. Write NAME:ADDRESS,",
                "addHosts: ['a b:10.0.0.5'] | 'a b' is not the name of a host. Write NAME:ADDRESS, such as db:10.0.0.5.",
                "network: 'host' | Builds may not have the entitlement network.host here. Do without, or have an administrator permit it",
                "allow: 'security.insecure' | Builds may not have the entitlement security.insecure here.",
                "allow: 'root' | There is no entitlement 'root'. Entitlements are network.host,",
                "shmSize: '64x' | '64x' is not an amount of memory. Write for instance 64m or 1g.",
                "ulimits: [files: 1] | There is no limit called 'files'. Write for instance nofile=1024:2048.",
                "ulimits: ['nofile=2:1'] | The soft limit of nofile is above its hard one.",
                "noCache: true, noCacheFilter: 'build' | noCache runs all stages again, noCacheFilter only some.",
                "noCacheFilter: ['a b'] | 'a b' is not the name of a stage. Write what stands after AS in the Dockerfile.",
                "contexts: [files: '../x'] | contexts '../x' leaves the workspace",
                "contexts: [Files: 'x'] | 'Files' cannot be the name of a build context.",
                "contexts: [files: 'oci-layout://../x:1'] | contexts '../x' leaves the workspace",
                "contexts: [files: 'ftp://x'] | 'ftp://x' is not a build context.",
                "ssh: [default: 'nowhere'] | There are no credentials 'nowhere' for the SSH key 'default'.",
                "ssh: 'deploy' | 'deploy' in ssh is not a pair. Write NAME=VALUE.",
                "ssh: ['a b': 'key'] | 'a b' cannot be the id of an SSH key. Use letters, digits, '_', '.' and '-'.",
                "timeout: 'soon' | 'soon' is not a length of time",
                "timeout: 0 | '0' is not a length of time",
                "startTimeout: '-5s' | '-5s' is not a length of time",
                "noOutputTimeout: -1 | '-1' is not a length of time",
                "retryDelay: 'a bit' | 'a bit' is not a length of time",
                "outputs: ['type=floppy'] | 'type=floppy' is not an output: its type is not known",
                "outputs: ['type=docker,dest=x'], provenance: true | The output type=docker holds one manifest, and several platforms or attestations make an index.",
                "outputs: ['type=oci'] | The output type=oci needs a dest",
                "outputs: ['type=oci,dest=../x'] | outputs '../x' leaves the workspace",
                "cacheTo: ['type=floppy'] | 'type=floppy' is not a cache: its type is not known",
                "cacheTo: [type: 'registry'] | A cache of type=registry needs a ref",
                "cacheTo: [type: 's3', bucket: 'b'] | A cache of type=s3 needs region=",
                "cacheTo: [type: 's3', bucket: 'b', region: 'r', secret_access_key: 'k'] | A cache's secret_access_key is secret, and no part of its text.",
                "cacheTo: [type: 's3', bucket: 'b', region: 'r', credentialsId: 'nobody'] | There are no credentials 'nobody' for the cache s3://b/buildkit.",
                "cacheFrom: [type: 'local', src: '../cache'] | cacheFrom '../cache' leaves the workspace",
                "cacheTo: [type: 'local'] | A cache of type=local needs a folder: src= to read it, dest= to write it",
                "cacheTo: [type: 'gha', scpoe: 'x'] | 'scpoe' is no attribute of a cache of type=gha.",
                "cache: 'registry' | A cache of type=registry goes beside the image, and this one has no name. Give a tag, or ref=IMAGE.",
                "cache: 'floppy' | 'floppy' is not a cache: its type is not known",
                "cache: 's3' | A cache of type=s3 needs bucket=",
                "cache: [type: 'local', dest: '../c'] | cache '../c' leaves the workspace",
                "cacheFrom: 3 | imageBuild takes a list as its parameter 'cacheFrom', not '3'",
                "provenance: 'full' | 'full' is not a mode of provenance. Write true, false, min or max.",
                "sbom: 'Scanner' | 'Scanner' is not an image name: the repository must be in lower case",
                "attest: 'type=slsa' | 'type=slsa' is not an attestation: its type is not known.",
                "provenance: true, attest: [type: 'provenance', mode: 'max'] | There are two attestations of type provenance. Ask for it in one place only.",
                "sourceDateEpoch: 'today' | 'today' is not a sourceDateEpoch. Write seconds since 1970, or commit for the commit's time.",
                "rewriteTimestamp: true | The files cannot be given a date: there is no sourceDateEpoch.",
                "sourceDateEpoch: 1, buildArgs: [SOURCE_DATE_EPOCH: 2] | The image is dated twice: by sourceDateEpoch and by the build argument SOURCE_DATE_EPOCH.",
                "context: '..' | context '..' leaves the workspace",
                "context: '/etc' | context '/etc' leaves the workspace",
                "dockerfile: '../../etc/passwd' | dockerfile '../../etc/passwd' leaves the workspace",
                "metadataFile: '../m.json' | metadataFile '../m.json' leaves the workspace",
                "dockerfile: 'a', dockerfileText: 'b' | Give either dockerfile or dockerfileText, not both",
                "builder: 'http://x' | 'http://x' is not the address of a builder.",
                "builder: 'nobody' | There is no node",
                "resources: ['requests.cpu': '1'] | resources is for builds in pods, and this build has no Kubernetes node.",
                "podYaml: 'spec: {}' | podYaml is for builds in pods, and this build has no Kubernetes node.",
                "progress: 'loud' | 'loud' is not a style of progress. Use one of plain, quiet, rawjson.",
                "retries: -1 | retries is -1",
                "git: [uri: 'x'] | git has no parameter 'uri'. Did you mean 'url'?",
                "git: [ref: 'main'] | git does not say which repository it is about.",
                "git: 'file:///srv/app.git' | 'file:///srv/app.git' is not a Git repository's URL: its scheme is not known.",
                "git: 'https://me:pass@host/a.git' | The URL of the Git repository on host holds a login, which does not belong there.",
                "git: [url: 'https://host/a.git', ref: 'a..b'] | 'a..b' cannot be a branch, tag or commit.",
                "git: 'https://host/a.git', context: '../x' | The context '../x' is not a folder of the repository https://host/a.git.",
                "git: 'https://host/a.git', context: '/etc' | The context '/etc' is not a folder of the repository https://host/a.git.",
                "git: 'https://host/a.git', dockerfile: '/etc/passwd' | The Dockerfile '/etc/passwd' is not in the repository https://host/a.git.",
                "git: [url: 'git@host:a.git', knownHosts: 'x'] | 'x' is not a line of known_hosts",
                "git: 'https://host/a.git', githubRepo: 'a/b' | The repository is named more than once",
                "context: 'https://host/a.git#main', git: [ref: 'x'] | The ref is given more than once",
                "context: 'https://host/a.tar.gz' | The context 'https://host/a.tar.gz' is a URL, but does not end in .git",
                "githubRepo: 'name' | 'name' is not a repository on GitHub. Write org/name.",
                "tagWithCommit: true | tagWithCommit is for sources from Git.",
                "git: [url: 'git@host:a.git', lfs: true] | Files of LFS come by HTTP, and git@host:a.git is not reached so. Use the repository's https URL.",
                "git: [url: 'https://host/a.git', credentialsId: 'nowhere'] | There are no credentials 'nowhere' for https://host/a.git.",
                "secrets: [a: 'nowhere'] | There are no credentials 'nowhere' for the secret 'a'.",
                "tags: 'r.example.com/a', credentialsId: 'nowhere' | There are no credentials 'nowhere' for the registry r.example.com.",
            })
    void isRefusedInOneLine(String parameters, String message) throws Exception {
        assertOneLine(message, run(Result.FAILURE, "node { imageBuild(" + parameters + ") }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tags: 'a:1'",
                "tags: 'a:1,b:2'",
                "tags: 'r.example.com/a:1', push: true, call: 'check'",
                "tags: [/a:1/, /b:${1 + 1}/]",
                "repositories: 'r.example.com/app,s.example.com/app', tags: [1.0, 'latest', 'other:1'], skipIfExists: true",
                "repositories: ['app'], git: 'https://host/a.git', tagWithCommit: true",
                "buildArgs: [A: '1', B: 2, 'C.D': true]",
                "buildArgs: ['A=1', 'B=2']",
                "buildArgs: 'A=1'",
                "network: 'none', addHosts: [db: '10.0.0.5', six: '::1']",
                "network: 'default', addHosts: ['db:10.0.0.5', 'six:[::1]']",
                "shmSize: '64m', ulimits: [nofile: '500:600', nproc: 7], noCacheFilter: 'build,test'",
                "contexts: [base: 'oci-layout://images/base:1']",
                "contexts: [files: 'x', 'busybox:1': 'docker-image://r.example.com/app:1', git: 'https://host/a.git#main']",
                "platforms: 'linux/amd64,linux/arm64'",
                "annotations: ['index,manifest[linux/arm64]:k': 'v'], platforms: 'linux/amd64,linux/arm64'",
                "timeout: 90",
                "retryDelay: 5, startTimeout: '5m', noOutputTimeout: '1m'",
                "timeout: '1h30m'",
                "provenance: true, sbom: false",
                "provenance: [mode: 'max', 'builder-id': 'https://ci.example.com/'], sbom: 'r.example.com/scanner:1'",
                "attest: ['type=provenance,mode=max', [type: 'sbom', generator: 'r.example.com/scanner:1']]",
                "sourceDateEpoch: 1700000000, rewriteTimestamp: true",
                "pull: 'always', progress: 'auto'",
                "cacheFrom: 'r.example.com/app:cache', cacheTo: 'type=inline'",
                "cacheFrom: ['r.example.com/app:cache', [type: 'registry', ref: 'r.example.com/app:other']]",
                "cacheTo: [type: 'registry', ref: 'r.example.com/app:cache', mode: 'max']",
                "cache: 'inline'",
                "cache: [type: 's3', bucket: 'b', region: 'r', scope: 'main', fallback: 'develop']",
                "cacheFrom: [type: 's3', bucket: 'b', region: 'r', name: 'main'], cacheTo: [type: 'local', dest: 'cache']",
                "context: 'a/../b', dockerfile: '../Dockerfile'",
                "git: 'https://host/a.git', context: 'app', dockerfile: '../Dockerfile'",
                "git: [url: 'https://host/a.git', lfs: true]",
                "git: [url: 'git@host:a.git', ref: 1.0, submodules: true], tags: 'a:1', tagWithCommit: true",
                "githubRepo: 'org/name', git: [ref: 'main']",
                "context: 'https://host/a.git#main:app'",
                "context: 'git@host:a.git', git: [ref: 'refs/pull/1/head']",
                "registries: [host: 'r.example.com', credentialsId: null]",
                "registries: [[host: 'r.example.com', credentialsId: null]]",
            })
    void isUnderstood(String parameters) throws Exception {
        run(Result.SUCCESS, "node { imageBuild(" + parameters + ") }");
    }

    @Test
    void aBranchReadsTheCacheOfItsTargetAndThenOfThePrimaryBranch() throws Exception {
        MockFolder project = r.createFolder("branches");
        WorkflowJob change = project.createProject(WorkflowJob.class, "PR-1");
        EnvVars environment = new EnvVars("BRANCH_NAME", "PR-1", "CHANGE_TARGET", "release");
        assertEquals(new CacheScopes("PR-1", List.of("release")), BranchScopes.of(environment, change));
        project.createProject(WorkflowJob.class, "release");
        project.createProject(WorkflowJob.class, "trunk").addAction(new PrimaryInstanceMetadataAction());
        assertEquals(new CacheScopes("PR-1", List.of("release", "trunk")), BranchScopes.of(environment, change));
        assertEquals(
                new CacheScopes("release", List.of("trunk")),
                BranchScopes.of(new EnvVars("BRANCH_NAME", "release"), change));
        assertEquals(CacheScopes.none(), BranchScopes.of(new EnvVars(), change), "it is no branch");
    }

    @Test
    void whatAnAdministratorPermitsIsNotRefused() throws Exception {
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        configuration.setPermittedEntitlements(List.of("network.host", "device=vendor.example/gpu"));
        try {
            run(Result.SUCCESS, "node { imageBuild(network: 'host', allow: ['device=vendor.example/gpu']) }");
            assertOneLine(
                    "Builds may not have the entitlement device here.",
                    run(Result.FAILURE, "node { imageBuild(allow: 'device') }"));
        } finally {
            configuration.setPermittedEntitlements(List.of());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tags: 'a' | Give the builderImage, such as registry.example.com/builders/site:1",
                "builderImgae: 'b', tags: 'a' | s2iBuild has no parameter 'builderImgae'. Did you mean 'builderImage'?",
                "builderImage: 'b' | The application image has no name. Give it a tag, or write a Dockerfile only.",
                "builderImage: 'b;touch x', tags: 'a' | 'b;touch x' is not an image name: the repository may hold only lower-case letters",
                "builderImage: 'b', tags: 'a`id`' | 'a`id`' is not an image name: the repository may hold only lower-case letters",
                "builderImage: 'b', tags: 'a', runtimeImage: '$(id)' | '$(id)' is not an image name",
                "builderImage: 'b', tags: 'a', previousImage: 'A' | 'A' is not an image name: the repository must be in lower case",
                "builderImage: 'b', tags: 'a', protocol: 'docker' | The protocol is 'docker'",
                "builderImage: 'b', tags: 'a', incremental: 'perhaps' | incremental is 'perhaps'",
                "builderImage: 'b', tags: 'a', incremental: true, clean: true | Give either clean or incremental, not both",
                "builderImage: 'b', tags: 'a', env: ['A'] | 'A' in env is not a pair. Write NAME=VALUE.",
                "builderImage: 'b', tags: 'a', env: ['1A': 'x'] | '1A' is not the name of an environment variable",
                "builderImage: 'b', tags: 'a', environmentFile: '../x' | environmentFile '../x' leaves the workspace",
                "builderImage: 'b', tags: 'a', source: '/etc' | source '/etc' leaves the workspace",
                "builderImage: 'b', tags: 'a', contextDir: '../x' | The context directory '../x' is not inside the source",
                "builderImage: 'b', tags: 'a', runtimeArtifacts: ['/a'] | Runtime artifacts are given, but no runtime image",
                "builderImage: 'b', tags: 'a', runtimeImage: 'r', runtimeArtifacts: ['/a/../b'] | The build could not be performed (InvalidArtifactsMapping): '/a/../b' is not a runtime artifact",
                "builderImage: 'b', tags: 'a', runtimeImage: 'r', runtimeArtifacts: ['/a/*'] | The build could not be performed (InvalidArtifactsMapping): '/a/*' is not a runtime artifact",
                "builderImage: 'b', tags: 'a', allowedUids: 'root' | 'root' is not a list of user ids",
                "builderImage: 'b', tags: 'a', assembleUser: 'me; id' | The assemble user 'me; id' is not a user",
                "builderImage: 'b', tags: 'a', exclude: '(' | '(' is not a regular expression",
                "builderImage: 'b', tags: 'a', inject: [[dest: '/x']] | Each file of inject needs dest, and either credentialsId or path",
                "builderImage: 'b', tags: 'a', inject: [[credentialsId: 'c', path: 'p', dest: '/x']] | Each file of inject needs dest, and either credentialsId or path",
                "builderImage: 'b', tags: 'a', inject: [[credentialId: 'c', dest: '/x']] | inject has no parameter 'credentialId'. Did you mean 'credentialsId'?",
                "builderImage: 'b', tags: 'a', inject: [[credentialsId: 'c', dest: '/x/../y']] | '/x/../y' cannot be injected",
                "builderImage: 'b', tags: 'a', inject: [[credentialsId: 'nowhere', dest: '/x']] | There are no credentials 'nowhere' for the file injected as '/x'.",
                "builderImage: 'b', tags: 'a', inject: [[path: 'nowhere', dest: '/x']] | There is no file 'nowhere' in the workspace to inject",
                "builderImage: 'b', tags: 'a', inject: [[path: '../x', dest: '/x']] | inject '../x' leaves the workspace",
                "builderImage: 'b', asDockerfile: '../x' | asDockerfile '../x' leaves the workspace",
                "builderImage: 'b', asDockerfile: 'x', tags: 'a', push: true | Only a Dockerfile is to be written",
                "builderImage: 'b', tags: 'a', method: 'compile' | The method is 'compile'",
                "builderImage: 'b', tags: 'a', method: 'run', asDockerfile: 'x' | The method run makes no Dockerfile",
                "builderImage: 'b', tags: 'a', pullPolicy: 'sometimes' | pullPolicy is 'sometimes'. Use always, never, if-not-present.",
                "builderImage: 'b', tags: 'a', runtimePullPolicy: 'never' | The method build cannot do runtimePullPolicy never: a builder looks up every image.",
                "builderImage: 'b', tags: 'a', capDrop: 'ALL' | The method build cannot do capDrop: a builder's steps keep their capabilities.",
                "builderImage: 'b', tags: 'a', method: 'run', capDrop: 'net raw' | 'net raw' is not a capability",
                "builderImage: 'b', tags: 'a', method: 'run', volumes: '/etc:/etc' | '/etc:/etc' is not a volume: folders of the builder's machine cannot be had.",
                "builderImage: 'b', tags: 'a', callbackUrl: 'https://u:p@host/' | The callback URL is not the address of a web server.",
                "builderImage: 'b', tags: 'a', builder: 'n', farm: 'f' | Give either farm or builder, not both",
                "builderImage: 'b', tags: 'a', git: 'https://host/a.git', githubRepo: 'a/b' | The repository is named more than once: give one of git.url, githubRepo, and a source that is a URL",
            })
    void anS2iBuildIsRefusedInOneLine(String parameters, String message) throws Exception {
        assertOneLine(message, run(Result.FAILURE, "node { s2iBuild(" + parameters + ") }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "builderImage: 'b', tags: 'a'",
                "builderImage: 'b', asDockerfile: 'out'",
                "builderImage: 'b', repositories: 'app', skipIfExists: true",
                "builderImage: 'b', tags: 'a', env: [A: 'x=y \"z\"', B: 1], incremental: true",
                "builderImage: 'b', tags: 'a', env: 'A=1', incremental: 'auto', allowedUids: 1001, assembleUser: 1001",
                "builderImage: 'b', tags: 'a', incremental: false, clean: true, exclude: '[.]log$'",
                "builderImage: 'b', tags: 'a', runtimeImage: 'r', runtimeArtifacts: '/app/site:www'",
                "builderImage: 'b', tags: 'a', method: 'run', pullPolicy: 'never', capDrop: 'CHOWN,NET_RAW', volumes: ['m2:/root/.m2']",
                "builderImage: 'b', tags: 'a', callbackUrl: 'https://example.com/hook', network: 'none', addHosts: ['db:10.0.0.5']",
                "builderImage: 'b', tags: 'a', git: [url: 'git@host:a.git', ref: 'main'], source: 'app', tagWithCommit: true",
                "builderImage: 'b', tags: 'a', source: 'https://host/a.git#main:app', contextDir: 'sub', platforms: 'linux/amd64,linux/arm64'",
            })
    void anS2iBuildIsUnderstood(String parameters) throws Exception {
        run(Result.SUCCESS, "node { s2iBuild(" + parameters + ") }");
    }

    /** {@code pods} takes no YAML from builds, {@code open} does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "builder: 'pod' | There is no node 'pod'. Did you mean 'pods'?",
                "builder: 'pods', podYaml: 'spec: {}' | pods takes no podYaml from builds. Leave it out, or have allowPodYaml turned on.",
                "builder: 'pods', resources: ['2'] | '2' in resources is not a pair. Write NAME=VALUE.",
                "builder: 'pods', resources: 3 | imageBuild takes a map as its parameter 'resources', not '3'",
                "builder: 'plain', resources: ['requests.cpu': '1'] | resources is for builds in pods, and this build has no Kubernetes node.",
            })
    void whatIsForPodsIsRefusedInOneLine(String parameters, String message) throws Exception {
        assertOneLine(message, runWithPods(Result.FAILURE, "node { imageBuild(" + parameters + ") }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "builder: 'pods'",
                "builder: 'plain'",
                "builder: 'pods', resources: ['requests.cpu': '2', 'limits.memory': '8Gi']",
                "builder: 'pods', resources: ['requests.cpu=2']",
                "builder: 'open', resources: ['requests.cpu': 2], podYaml: 'spec: {}'",
            })
    void whatIsForPodsIsUnderstood(String parameters) throws Exception {
        WorkflowRun run = runWithPods(Result.SUCCESS, "node { imageBuild(" + parameters + ") }");
        r.assertLogContains("Building on the nodes " + parameters.split("'")[1], run);
    }

    private static void assertOneLine(String message, WorkflowRun run) throws Exception {
        r.assertLogContains("ERROR: " + message, run);
        r.assertLogNotContains("\tat ", run);
    }

    private static WorkflowRun runWithPods(Result expected, String script) throws Exception {
        KubernetesNodeConfiguration open = new KubernetesNodeConfiguration("open");
        open.setAllowPodYaml(true);
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        configuration.setKubernetesNodes(List.of(new KubernetesNodeConfiguration("pods"), open));
        configuration.setNodes(List.of(new NodeConfiguration("plain", "unix:///run/plain.sock")));
        try {
            return run(expected, script);
        } finally {
            configuration.setKubernetesNodes(List.of());
            configuration.setNodes(List.of());
        }
    }

    @Test
    void theResultCanBeReadInTheSandbox() throws Exception {
        WorkflowRun run = run(Result.SUCCESS, """
                def r = node { imageBuild() }
                semaphore = r
                echo "${r.state} ${r.digest} ${r.commit} ${r.imageId} ${r.images.size()} ${r.tags.isEmpty()} ${r.platforms} ${r.metadata.keySet()}"
                echo "${r.startedAt + r.durationMs} ${r.cachedSteps}/${r.totalSteps} ${r.warnings} ${r.failureReason} ${r.fault} ${r.pushed} ${r.builder}"
                """);
        r.assertLogContains("SUCCESS null null null 0 true [] []", run);
        r.assertLogContains("3 3/4 [] null null false null", run);
    }

    @Test
    void declarativePipelinesNameTheParameterToo() throws Exception {
        WorkflowRun run =
                run(Result.FAILURE, "pipeline { agent any; stages { stage('s') { steps { imageBuild tag: 'a' } } } }");
        r.assertLogContains("Invalid parameter \"tag\", did you mean \"tags\"?", run);
    }

    @Test
    void declarativePipelinesTakeMaps() throws Exception {
        run(
                Result.SUCCESS,
                "pipeline { agent any; stages { stage('s') { steps { imageBuild tags: ['a'], buildArgs: [A: '1'], timeout: '5m' } } } }");
    }

    private static WorkflowRun run(Result expected, String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return r.buildAndAssertStatus(expected, job);
    }
}
