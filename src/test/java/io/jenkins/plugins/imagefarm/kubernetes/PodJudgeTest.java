package io.jenkins.plugins.imagefarm.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses of pods, as API servers give them. */
class PodJudgeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "status: {phase: Pending}",
                "status: {phase: Pending, conditions: [{type: PodScheduled, status: 'True'}]}",
            })
    void aPodThatNothingIsKnownOfStarts(String status) {
        assertEquals(new PodCondition.Starting(""), judged(status));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: '0/3 nodes are available: 3 Insufficient memory.'}]} | not scheduled: 0/3 nodes are available: 3 Insufficient memory.",
                "{phase: Pending, containerStatuses: [{name: buildkitd, state: {waiting: {reason: ContainerCreating}}}]} | ContainerCreating",
                "{phase: Pending, initContainerStatuses: [{name: a, state: {waiting: {reason: ErrImagePull, message: 'i/o timeout'}}}], containerStatuses: [{name: buildkitd, state: {waiting: {reason: PodInitializing}}}]} | ErrImagePull i/o timeout",
                "{phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: 'False'}], containerStatuses: [{name: buildkitd, state: {running: {}}}]} | its daemon starts",
            })
    void whyItIsNotReadyIsSaid(String status, String reason) {
        assertEquals(new PodCondition.Starting(reason), judged("status: " + status));
    }

    @Test
    void itIsReadyWhenItsContainersAreAndItHasAnAddress() {
        String ready = "status: {phase: Running, conditions: [{type: Ready, status: 'True'}]%s}";
        assertEquals(new PodCondition.Ready("10.0.0.1"), judged(ready.formatted(", podIP: 10.0.0.1")));
        assertInstanceOf(PodCondition.Starting.class, judged(ready.formatted("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/moby/buildkit:nope\": failed to resolve reference \"docker.io/moby/buildkit:nope\": docker.io/moby/buildkit:nope: not found",
                "failed to resolve reference \"x\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
                "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://x/token: 401 Unauthorized",
                "reading manifest nope in x: manifest unknown",
                "no match for platform in manifest: not found",
                "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            })
    void anImageThatWillNotBeThereIsGivenUpAtOnceInTheRegistrysWords(String words) {
        for (String reason : new String[] {"ErrImagePull", "ImagePullBackOff"}) {
            Problem problem = waiting(reason, words);
            assertEquals(Fault.USER, problem.fault());
            assertEquals("The pod p cannot start: " + reason + ": " + words, problem.cause());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ErrImagePull | dial tcp 10.0.0.1:443: i/o timeout",
                "ErrImagePull | unexpected status from HEAD request: 503 Service Unavailable",
                "ErrImagePull | toomanyrequests: You have reached your pull rate limit",
                "ImagePullBackOff | Back-off pulling image 'moby/buildkit:v1'",
                "ImagePullBackOff | Back-off pulling image 'x': ErrImagePull: dial tcp: lookup x: no such host",
            })
    void aRegistryThatIsAwayIsWaitedFor(String reason, String words) {
        assertInstanceOf(PodCondition.Starting.class, judged(waitingStatus(reason, words)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "InvalidImageName",
                "ErrImageNeverPull",
                "CreateContainerConfigError",
                "SignatureValidationFailed"
            })
    void whatNoWaitingHelpsIsTheUsersFault(String reason) {
        Problem problem = waiting(reason, "the kubelet's words");
        assertEquals(Fault.USER, problem.fault());
        assertThat(problem.cause(), containsString(reason + ": the kubelet's words"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{reason: Evicted, message: 'The node was low on resource: memory.', containerStatuses: [{name: buildkitd, state: {terminated: {exitCode: 137, reason: Error}}}]} | was evicted: The node was low on resource: memory.",
                "{reason: DeadlineExceeded, message: x} | reached its deadline",
                "{reason: Terminated, message: 'Pod was terminated in response to imminent node shutdown.'} | ended: Terminated Pod was terminated in response to imminent node shutdown.",
                "{reason: OutOfcpu, message: 'Node did not have enough resource: cpu'} | ended: OutOfcpu Node did not have enough resource: cpu",
                "{containerStatuses: [{name: buildkitd, state: {terminated: {exitCode: 137, reason: OOMKilled}}}]} | more memory than its limit",
                "{containerStatuses: [{name: buildkitd, state: {terminated: {exitCode: 1, reason: Error}}}]} | ended with 1 (Error)",
                "{containerStatuses: [{name: helper, state: {terminated: {exitCode: 3, reason: Error}}}, {name: buildkitd, state: {terminated: {exitCode: 137, reason: Error}}}]} | The daemon in the pod p ended with 137",
                "{containerStatuses: [{name: buildkitd, state: {terminated: {exitCode: 137, reason: Error}}}], conditions: [{type: DisruptionTarget, status: 'True', reason: PreemptionByScheduler, message: 'preempting to accommodate a higher priority pod'}]} | 137 (Error preempting to accommodate a higher priority pod)",
                "{} | The pod p ended: ",
            })
    void whatHappensToAPodIsTheServicesFault(String status, String why) {
        Problem problem = dead("status: {phase: Failed, " + status.substring(1));
        assertEquals(Fault.SERVICE, problem.fault(), problem.toString());
        assertThat(problem.cause(), containsString(why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{containerStatuses: [{name: buildkitd, state: {terminated: {exitCode: 128, reason: StartError, message: 'exec: rootlesskit: executable file not found in $PATH'}}}]} | cannot start: buildkitd: StartError exec: rootlesskit: executable file",
                "{initContainerStatuses: [{name: a, state: {terminated: {exitCode: 3, reason: Error}}}], containerStatuses: [{name: buildkitd, state: {waiting: {reason: PodInitializing}}}]} | The container a in the pod p ended with 3 (Error)",
            })
    void whatTheImageOrTheYamlSaysIsTheUsers(String status, String why) {
        Problem problem = dead("status: {phase: Failed, " + status.substring(1));
        assertEquals(Fault.USER, problem.fault(), problem.toString());
        assertThat(problem.cause(), containsString(why));
    }

    @Test
    void aDaemonThatEndsWellIsOverToo() {
        assertThat(
                dead("status: {phase: Succeeded, containerStatuses: [{name: buildkitd, state: {terminated: {exitCode: 0, reason: Completed}}}]}")
                        .cause(),
                containsString("ended with 0 (Completed)"));
    }

    private static Problem waiting(String reason, String words) {
        return dead(waitingStatus(reason, words));
    }

    private static String waitingStatus(String reason, String words) {
        return "status: {phase: Pending, containerStatuses: [{name: buildkitd, state: {waiting: {reason: %s, message: '%s'}}}]}"
                .formatted(reason, words.replace("'", "''"));
    }

    private static Problem dead(String status) {
        Problem problem =
                assertInstanceOf(PodCondition.Dead.class, judged(status)).problem();
        assertEquals(1, problem.toString().lines().count(), problem.toString());
        return problem;
    }

    private static PodCondition judged(String status) {
        return PodJudge.judge(Serialization.unmarshal("metadata: {name: p}\n" + status, Pod.class));
    }
}
