package io.jenkins.plugins.imagefarm.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.imagefarm.config.FarmConfiguration;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeAccess;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.config.RegistryConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.GitServer;
import io.jenkins.plugins.imagefarm.fake.RealNodes;
import io.jenkins.plugins.imagefarm.pipeline.ImageBuildStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What README and docs show works as it stands there; only the names of the registry and of the source are replaced by those of
 * the test.
 */
@WithJenkins
class DocumentationTest {
    private static final String REGISTRY = "registry.example.com";

    private static final String GIT = "https://git.example.com/team/app.git";

    /** What an example's checkout brings: all of them build this. */
    private static final String CHECKOUT =
            "writeFile file: 'Dockerfile', text: '''FROM %s AS release\nARG VERSION\nRUN echo $VERSION\n'''";

    @Test
    void everyPipelineBuilds(JenkinsRule r, @TempDir Path served) throws Exception {
        configure();
        try (GitServer server = new GitServer(served, "git-password")) {
            server.commit(Map.of(
                    "service/Dockerfile",
                    "FROM " + Engines.baseImage() + "\nRUN echo from git\n",
                    "service/index.txt",
                    "from git"));
            server.tag("v1.0");
            everyPipelineBuilds(r, server.url());
        }
    }

    private static void everyPipelineBuilds(JenkinsRule r, String git) throws Exception {
        List<String> pipelines = examples("groovy");
        assertTrue(pipelines.size() >= 6, "examples were found: " + pipelines.size());
        for (String pipeline : pipelines) {
            WorkflowJob job = r.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(here(pipeline).replace(GIT, git), true));
            r.buildAndAssertSuccess(job);
        }
    }

    @Test
    void everyConfigurationIsTaken(@SuppressWarnings("unused") JenkinsRule r, @TempDir Path folder) throws Exception {
        List<String> configurations = examples("yaml");
        assertFalse(configurations.isEmpty());
        for (String configuration : configurations) {
            Path file = Files.writeString(
                    folder.resolve("jenkins.yaml"), configuration.replace("/run/secrets", secrets(folder)));
            ConfigurationAsCode.get().configure(file.toString());
            assertEquals(
                    "unix:///run/buildkit/buildkitd.sock",
                    ImageFarmConfiguration.get().getDefaultBuilder());
            assertTrue(ImageFarmConfiguration.get().findRegistry(REGISTRY).isPresent());
        }
        assertEquals(
                List.of("arm-1", "intel-1", "intel-2"),
                ImageFarmConfiguration.get().getNodes().stream()
                        .map(NodeConfiguration::getName)
                        .toList());
        assertTrue(
                NodeAccess.of(ImageFarmConfiguration.get().getNodes()).known().isEmpty(),
                "the credentials of the example are those that its nodes need");
    }

    @Test
    void whatStandsForAnotherToolsFlagIsAParameter(@SuppressWarnings("unused") JenkinsRule r) throws IOException {
        Set<String> parameters = new DescribableModel<>(ImageBuildStep.class)
                .getParameters().stream().map(DescribableParameter::getName).collect(Collectors.toSet());
        Pattern named = Pattern.compile("`([a-zA-Z]+): ");
        List<String> rows = Files.readAllLines(Path.of("docs/user/migration.md")).stream()
                .filter(line -> line.startsWith("| "))
                .toList();
        List<String> used = rows.stream()
                .map(row -> row.substring(row.indexOf(" | ")))
                .flatMap(ours -> named.matcher(ours).results())
                .map(match -> match.group(1))
                .toList();
        assertTrue(used.size() > 40, "parameters were found: " + used);
        assertEquals(
                List.of(),
                used.stream().filter(name -> !parameters.contains(name)).toList());
    }

    /** Where the examples' secrets are read from. */
    private static String secrets(Path folder) throws IOException {
        for (String secret :
                List.of("farm-ssh/id_ed25519", "farm-tls/client.key", "farm-tls/client.crt", "farm-tls/ca.crt")) {
            Path file = folder.resolve(secret);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "the content of " + secret);
        }
        return folder.toString();
    }

    private static void configure() throws IOException {
        RegistryConfiguration registry = new RegistryConfiguration("docs", Engines.value("IMAGE_FARM_REGISTRY_BASIC"));
        registry.setCaCertificate(Files.readString(Path.of(Engines.value("IMAGE_FARM_CERTS"), "ca.crt")));
        ImageFarmConfiguration.get().setRegistries(List.of(registry));
        ImageFarmConfiguration.get().setDefaultBuilder(Engines.docker());
        var credentials = SystemCredentialsProvider.getInstance().getCredentials();
        try {
            credentials.add(new UsernamePasswordCredentialsImpl(
                    CredentialsScope.GLOBAL, "git", null, GitServer.USER, "git-password"));
            credentials.add(new UsernamePasswordCredentialsImpl(
                    CredentialsScope.GLOBAL,
                    "s3",
                    null,
                    Engines.value("IMAGE_FARM_S3_KEY_ID"),
                    Engines.value("IMAGE_FARM_S3_KEY")));
            credentials.add(new UsernamePasswordCredentialsImpl(
                    CredentialsScope.GLOBAL,
                    "registry",
                    null,
                    Engines.value("IMAGE_FARM_REGISTRY_BASIC_USER"),
                    Engines.value("IMAGE_FARM_REGISTRY_BASIC_PASSWORD")));
        } catch (hudson.model.Descriptor.FormException e) {
            throw new IOException(e);
        }
        credentials.add(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "api-token", null, Secret.fromString("t0ken")));
        credentials.add(new BasicSSHUserPrivateKey(
                CredentialsScope.GLOBAL,
                "deploy",
                "git",
                new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(
                        Files.readString(Path.of(Engines.value("IMAGE_FARM_SSH_KEY")))),
                null,
                null));
        registry.setCredentialsId("registry");
        RealNodes.buildkit("intel-1", "linux/amd64");
        RealNodes.docker("arm-1", "linux/arm64");
        ImageFarmConfiguration.get().setFarms(List.of(new FarmConfiguration("all", List.of("intel-1", "arm-1"))));
    }

    private static String here(String pipeline) {
        return pipeline.replace(
                        "agent any\n    stages {\n",
                        "agent any\n    stages {\n        stage('Source') { steps { checkout scm } }\n")
                .replace("checkout scm", CHECKOUT.formatted(Engines.baseImage()))
                .replace("https://s3.example.com", Engines.value("IMAGE_FARM_S3"))
                .replace(REGISTRY, Engines.value("IMAGE_FARM_REGISTRY_BASIC"));
    }

    private static List<String> examples(String language) throws IOException {
        Pattern fence = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$");
        List<String> examples = new ArrayList<>();
        for (String page : List.of(
                "docs/user/s2i.md", // first, since it makes the builder image
                "README.md",
                "docs/user/README.md",
                "docs/user/farm.md",
                "docs/user/migration.md",
                "docs/operate/README.md",
                "docs/operate/nodes.md")) {
            Matcher matcher = fence.matcher(Files.readString(Path.of(page)));
            while (matcher.find()) {
                examples.add(matcher.group(1));
            }
        }
        return examples;
    }
}
