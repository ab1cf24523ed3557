package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.FormValidation;
import hudson.util.FormValidation.Kind;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the form says of values around RUN instructions, and to whom. */
@WithJenkins
class StepChecksTest {
    private JenkinsRule jenkins;
    private FreeStyleProject job;
    private ImageBuildStep.DescriptorImpl form;

    @BeforeEach
    void openForm(JenkinsRule r) throws Exception {
        jenkins = r;
        job = r.createFreeStyleProject();
        form = r.jenkins.getDescriptorByType(ImageBuildStep.DescriptorImpl.class);
    }

    /** Each check, with a value that it takes and one that it does not. */
    private Map<BiFunction<Item, String, FormValidation>, List<String>> checks() {
        return Map.of(
                form::doCheckNetwork, List.of("none", "host"),
                form::doCheckAddHosts, List.of("db:10.0.0.5\nsix=::1", "db"),
                form::doCheckShmSize, List.of("64m", "64x"),
                form::doCheckUlimits, List.of("nofile=1:2\nnproc=7", "nofile=2:1"),
                form::doCheckAllow, List.of("device=vendor.example/gpu", "network.host"),
                form::doCheckNoCacheFilter, List.of("build\ntest", "a b"),
                form::doCheckContexts, List.of("files=more\n${NAME}=x", "Files=more"),
                form::doCheckSsh, List.of("default=key", "key"));
    }

    @Test
    void wrongValuesAreShownWhereTheyAreTyped() {
        ImageFarmConfiguration.get().setPermittedEntitlements(List.of("device"));
        checks().forEach((check, values) -> {
            assertEquals(Kind.OK, check.apply(job, values.get(0)).kind, values.get(0));
            assertEquals(Kind.ERROR, check.apply(job, values.get(1)).kind, values.get(1));
        });
    }

    @Test
    void whoMayNotConfigureTheJobIsToldNothing() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.DISCOVER)
                .everywhere()
                .to("reader"));
        try (ACLContext reader = ACL.as2(User.getById("reader", true).impersonate2())) {
            checks().forEach((check, values) ->
                    assertEquals(Kind.OK, check.apply(job, values.get(1)).kind, values.get(1)));
        }
    }
}
