package io.jenkins.plugins.imagefarm.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What daemons say that do not start, as RootlessKit, newuidmap and buildkitd word it, and what is made of it. */
class PodFailuresTest {
    private static final Problem ENDED = Problem.service("The daemon in the pod p ended with 1 (Error)", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: operation not permitted | seccomp",
                "[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: permission denied | AppArmor forbids",
                "[rootlesskit:child ] error: failed to share mount point: /: permission denied | AppArmor forbids",
                "[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: no space left on device | user.max_user_namespaces",
                "[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: invalid argument | user.max_user_namespaces",
                "time=\"2026-01-01T00:00:00Z\" level=warning msg=\"/proc/sys/user/max_user_namespaces needs to be set to non-zero.\" | user.max_user_namespaces",
                "[rootlesskit:parent] error: failed to setup UID/GID map: newuidmap 11 [0 1000 1 1 100000 65536] failed: newuidmap: write to uid_map failed: Operation not permitted | allowPrivilegeEscalation",
                "[rootlesskit:parent] error: failed to setup UID/GID map: newuidmap 11 [0 1000 1 1 100000 65536] failed: newuidmap: Could not set caps | capabilities",
                "[rootlesskit:parent] error: failed to setup UID/GID map: newuidmap 11 [0 1000 1 1 100000 65536] failed: newuidmap: uid range [1-65537) -> [100000-165536) not allowed | subordinate user ids",
                "[rootlesskit:parent] error: failed to setup UID/GID map: failed to compute uid/gid map: No subuid ranges found for user 1001 (\"user\") | subordinate user ids",
                "[rootlesskit:parent] error: failed to setup UID/GID map: newuidmap 11 [0 1000 1] failed: : exec: \"newuidmap\": executable file not found in $PATH | not BuildKit's rootless one",
                "buildkitd: rootless mode requires to be executed as the mapped root in a user namespace; you may use RootlessKit for setting up the namespace | not BuildKit's rootless one",
                "buildkitd: could not lock /home/user/.local/share/buildkit/buildkitd.lock: open /home/user/.local/share/buildkit/buildkitd.lock: permission denied | fsGroup",
                "buildkitd: failed to load config from /etc/image-farm/buildkitd.toml: failed to parse config: (2, 1): unexpected token | buildkitd.toml",
            })
    void whatItsConfigurationForbidsIsTheUsersFault(String said, String why) {
        Problem problem = PodFailures.explain(ENDED, "time=\"x\" level=info msg=\"first\"\n" + said + "\nlast\n");
        assertEquals(Fault.USER, problem.fault(), problem.toString());
        assertThat(problem.toString(), containsString(why));
        assertThat(problem.cause(), containsString(ENDED.cause()));
        assertEquals(1, problem.toString().lines().count());
        assertFalse(problem.advice().isEmpty());
    }

    @Test
    void theHintAboutAnUbuntuNodeGoesBeforeTheErrorItIsAbout() {
        Problem problem = PodFailures.explain(ENDED, """
                time="x" level=warning msg="This error might have happened because /proc/sys/kernel/apparmor_restrict_unprivileged_userns is set to 1" error="fork/exec /proc/self/exe: permission denied"
                [rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: permission denied
                """);
        assertThat(problem.advice(), containsString("kernel.apparmor_restrict_unprivileged_userns"));
    }

    @Test
    void aVolumeThatAnotherDaemonHasIsFreeLater() {
        Problem problem = PodFailures.explain(
                ENDED, "buildkitd: could not lock /var/lib/buildkit/buildkitd.lock, another instance running?\n");
        assertEquals(Fault.SERVICE, problem.fault());
        assertThat(problem.cause(), containsString("cache volume"));
    }

    @Test
    void whatABuildSaysIsNoReasonOfTheDaemon() {
        Problem problem = PodFailures.explain(ENDED, """
                time="x" level=error msg="/moby.buildkit.v1.Control/Solve returned error: rpc error: code = Unknown desc = process \\"/bin/sh -c echo buildkitd: failed to parse config; newuidmap: write to uid_map failed\\" did not complete"
                """);
        assertEquals(Fault.SERVICE, problem.fault());
    }

    @Test
    void otherwiseItsOwnLastWordIsShownAndNoStack() {
        String log = """
                time="x" level=info msg="auto snapshotter: using overlayfs"
                buildkitd: no worker found, rebuild the buildkit daemon?
                github.com/moby/buildkit/cmd/buildkitd.newController
                \t/src/cmd/buildkitd/main.go:800
                [rootlesskit:child ] error: command [buildkitd --config x] exited: exit status 1
                [rootlesskit:parent] error: child exited: exit status 1
                """;
        assertEquals(
                ENDED.cause() + ": buildkitd: no worker found, rebuild the buildkit daemon?",
                PodFailures.explain(ENDED, log).cause());
        assertEquals(
                ENDED.cause() + ": panic: out of luck",
                PodFailures.explain(ENDED, "panic: out of luck\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1\n")
                        .cause());
        assertEquals(
                ENDED.cause() + ": words",
                PodFailures.explain(ENDED, "first\n  words \n\n").cause());
        assertThat(PodFailures.explain(ENDED, "x".repeat(1000)).cause(), not(containsString("x".repeat(400))));
    }

    @Test
    void whatIsKnownStaysWhereTheLogTellsNothing() {
        assertSame(ENDED, PodFailures.explain(ENDED, ""));
        Problem known = Problem.user("The pod p cannot start", "Correct it.");
        assertSame(known, PodFailures.explain(known, "buildkitd: failed to parse config"));
    }
}
