package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What <i>Test connection</i> tells about a node, whose part is played. */
@WithJenkins
class NodeProbeTest {
    @TestExtension
    public static final class Jar extends FakeEngineJar {}

    @Test
    void versionAndPlatforms(@SuppressWarnings("unused") JenkinsRule jenkins) {
        assertAnswer(
                FormValidation.Kind.OK,
                "BuildKit v0.13.2 answered in 7 ms. Native: linux/amd64. Emulated: linux/arm64.",
                test("some", "tcp://localhost:1234"));
        assertAnswer(
                FormValidation.Kind.OK,
                "BuildKit v0.13.2 answered in 7 ms. Native: linux/arm64.",
                test("arm", "tcp://localhost:1234"));
    }

    /** Agents have a builder of their own there, or none. */
    @Test
    void builderOfTheAgentIsAskedOnTheController(@SuppressWarnings("unused") JenkinsRule jenkins) {
        for (String uri : new String[] {"", "unix:///run/podman.sock"}) {
            assertThat(
                    test("arm", uri).getMessage(),
                    containsString("This was asked on the controller; what agents have at this address may differ."));
        }
    }

    @Test
    void problemIsOneLine(@SuppressWarnings("unused") JenkinsRule jenkins) {
        assertAnswer(
                FormValidation.Kind.ERROR, "Nobody answers at dead1. Start it.", test("dead1", "tcp://localhost:1234"));
        assertThat(test("die", "tcp://localhost:1234").getMessage(), containsString("exit status 3: boom"));
        assertThat(test("silent", "tcp://localhost:1234").getMessage(), containsString("without an answer"));
        assertAnswer(
                FormValidation.Kind.ERROR,
                "The node &#039;some&#039; would be reached over the network without TLS. Give it a certificate, or at"
                        + " least the CA certificate of its daemon.",
                test("some", "tcp://buildkit.example.com:1234"));
        assertThat(test("$(id)", "").getMessage(), containsString("is not a node"));
        assertThat(test("", "").getMessage(), containsString("A node needs a name"));
        assertThat(test("some", "<b>").getMessage(), not(containsString("<b>")));
    }

    private static FormValidation test(String name, String uri) {
        return new NodeConfiguration.DescriptorImpl().doTestConnection(name, uri, "auto", "", "", "");
    }

    private static void assertAnswer(FormValidation.Kind kind, String message, FormValidation answer) {
        assertEquals(message, answer.getMessage());
        assertEquals(kind, answer.kind);
    }
}
