package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.imagefarm.config.RegistryLogin;
import io.jenkins.plugins.imagefarm.freestyle.ImageBuilder;
import java.util.List;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
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
        ImageBuildStep step = full();
        r.assertEqualDataBoundBeans(step, new StepConfigTester(r).configRoundTrip(step));
    }

    @Test
    void defaultsStayDefaults() throws Exception {
        ImageBuildStep step = new ImageBuildStep();
        r.assertEqualDataBoundBeans(step, new StepConfigTester(r).configRoundTrip(step));
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
        FreeStyleProject after = r.configRoundtrip(job);
        r.assertEqualDataBoundBeans(
                full(), after.getBuildersList().get(ImageBuilder.class).getStep());
    }

    @Test
    void aFreestyleJobKeepsItsParametersOnDisk() throws Exception {
        FreeStyleProject job = r.createFreeStyleProject("kept");
        job.getBuildersList().add(new ImageBuilder(full()));
        job.save();
        job.doReload();
        FreeStyleProject after = r.jenkins.getItemByFullName("kept", FreeStyleProject.class);
        r.assertEqualDataBoundBeans(
                full(), after.getBuildersList().get(ImageBuilder.class).getStep());
    }

    @Test
    void snippetsSayWhatWasGiven() throws Exception {
        SnippetizerTester tester = new SnippetizerTester(r);
        tester.assertRoundTrip(new ImageBuildStep(), "imageBuild()");
        tester.assertRoundTrip(
                full(),
                "imageBuild buildArgs: [A: '1', B: 'x=y'], builder: 'unix:///run/buildkit/buildkitd.sock', context: 'app', "
                        + "credentialsId: 'hub', dockerfile: 'docker/Dockerfile', dockerfileText: '''FROM scratch\nCOPY . /''', "
                        + "iidFile: 'iid', labels: ['org.example.a=b'], metadataFile: 'metadata.json', noCache: true, "
                        + "outputs: ['type=oci,dest=image.tar'], platforms: ['linux/amd64', 'linux/arm64'], progress: 'quiet', "
                        + "provenance: 'mode=max', pull: true, push: true, registries: [[credentialsId: 'other', host: 'r.example.com'], "
                        + "[credentialsId: 'third', host: 's.example.com']], "
                        + "retries: 5, returnResult: true, sbom: 'true', secrets: [npm: 'npm-token'], "
                        + "tags: ['r.example.com/app:1', 'r.example.com/app:latest'], target: 'runtime', timeout: '1h'");
    }

    @Test
    void theReferenceOfStepsCanBeMade() throws Exception {
        SnippetizerTester.assertDocGeneration(ImageBuildStep.class);
        for (DescribableParameter parameter :
                DescribableModel.of(ImageBuildStep.class).getParameters()) {
            assertNotNull(parameter.getHelp(), parameter.getName());
        }
        assertNotNull(DescribableModel.of(ImageBuildStep.class).getHelp());
    }

    private static ImageBuildStep full() {
        ImageBuildStep step = new ImageBuildStep();
        step.setContext("app");
        step.setDockerfile("docker/Dockerfile");
        step.setDockerfileText("FROM scratch\nCOPY . /");
        step.setTags(List.of("r.example.com/app:1", "r.example.com/app:latest"));
        step.setPlatforms(List.of("linux/amd64", "linux/arm64"));
        step.setTarget("runtime");
        step.setBuildArgs(List.of("A=1", "B=x=y"));
        step.setLabels(List.of("org.example.a=b"));
        step.setNoCache(true);
        step.setPull(true);
        step.setPush(true);
        step.setOutputs(List.of("type=oci,dest=image.tar"));
        step.setMetadataFile("metadata.json");
        step.setIidFile("iid");
        step.setProvenance("mode=max");
        step.setSbom("true");
        step.setSecrets(List.of("npm=npm-token"));
        step.setCredentialsId("hub");
        step.setRegistries(
                List.of(new RegistryLogin("r.example.com", "other"), new RegistryLogin("s.example.com", "third")));
        step.setBuilder("unix:///run/buildkit/buildkitd.sock");
        step.setTimeout("1h");
        step.setRetries(5);
        step.setProgress("quiet");
        step.setReturnResult(true);
        return step;
    }
}
