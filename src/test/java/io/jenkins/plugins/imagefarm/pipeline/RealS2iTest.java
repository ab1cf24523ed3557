package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.RegistryConfiguration;
import io.jenkins.plugins.imagefarm.fake.BuilderImage;
import io.jenkins.plugins.imagefarm.fake.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
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
        RegistryConfiguration plain = new RegistryConfiguration("plain", Engines.plainRegistry());
        plain.setInsecure(true);
        ImageFarmConfiguration.get().setRegistries(List.of(plain));
        ImageFarmConfiguration.get().setDefaultBuilder(Engines.buildkitd());
    }

    @Test
    void anApplicationIsBuiltPushedAndAnswers() throws Exception {
        String builder = new BuilderImage().push(folder);
        WorkflowRun run = r.buildAndAssertSuccess(job("""
                node {
                  writeFile file: 'greeting.txt', text: 'hello'
                  def r = s2iBuild builderImage: '%s', tags: '%s', env: [WHO: 'a "world" = here']
                  echo "got ${r.digest} ${r.pushed} ${r.incrementalUsed} ${r.protocol} ${r.stages.keySet()} ${r.failureReason}"
                  echo "scripts ${r.scriptsFrom} labels ${r.labels}"
                }
                """.formatted(builder, tag)));
        r.assertLogContains(" true false s2i [", run);
        r.assertLogContains("assembling as 1001", run);
        assertTrue(BuilderImage.printed(folder, tag).startsWith("a \"world\" = here: hello\n"));
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
