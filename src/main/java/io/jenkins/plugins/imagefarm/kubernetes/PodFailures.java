package io.jenkins.plugins.imagefarm.kubernetes;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the last words of a BuildKit that did not start mean. Only what is said by those that start it counts, RootlessKit and the daemon's own
 * {@code main}: the rest of the log repeats what builds say.
 *
 * <p>The words are RootlessKit's (pkg/parent, pkg/child, pkg/parent/idtools), newuidmap's, and buildkitd's (cmd/buildkitd); what they
 * mean in a pod was measured, or is in BuildKit's docs/rootless.md and in issues that are named where they are the only source. A
 * missing {@code /dev/fuse} is none of them: the daemon looks for a snapshotter that works.
 */
final class PodFailures {
    private static final int MOST = 300;

    /** Without a terminal, as in a pod, RootlessKit's hints are {@code msg="…"} in a line of logrus. */
    private static final Pattern STARTER = Pattern.compile(
            "^(\\[rootlesskit:|buildkitd: |panic: |fatal error: )|level=warning msg=\"(\\[rootlesskit:|/proc/sys/|This error might)");

    private static final Pattern LAST_WORD = Pattern.compile(
            "^(\\[rootlesskit:[a-z]+ *] error: (?!child exited|command .* exited)|buildkitd: |panic: |fatal error: )");

    /** @param words in the log that tell it */
    private record Rule(Pattern words, Fault fault, String cause, String advice) {
        static Rule user(String words, String cause, String advice) {
            return new Rule(Pattern.compile(words), Fault.USER, cause, advice);
        }
    }

    private PodFailures() {}

    /**
     * @param known what the pod's status says
     * @param log its last lines
     */
    static Problem explain(Problem known, String log) {
        if (known.fault() == Fault.USER) {
            return known;
        }
        String said = log.lines().filter(line -> STARTER.matcher(line).find()).collect(Collectors.joining("\n"));
        for (Rule rule : rules()) {
            if (rule.words.matcher(said).find()) {
                return new Problem(rule.fault, known.cause() + ": " + rule.cause, rule.advice);
            }
        }
        String last = lastWord(
                log.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
        return last.isEmpty()
                ? known
                : new Problem(
                        known.fault(),
                        known.cause() + ": " + last.substring(0, Math.min(last.length(), MOST)),
                        known.advice());
    }

    /** After what a Go program says come its stacks, and after what the daemon says RootlessKit's remark that it has ended. */
    private static String lastWord(List<String> lines) {
        return lines.stream()
                .filter(line -> LAST_WORD.matcher(line).find())
                .findFirst()
                .orElse(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
    }

    /** In this order: the first that fits. */
    private static List<Rule> rules() {
        return List.of(
                Rule.user(
                        "fork/exec /proc/self/exe: (no space left on device|invalid argument)"
                                + "|/proc/sys/(user/max_user_namespaces|kernel/unprivileged_userns_clone) needs to be set",
                        Messages.PodFailures_noNamespaces(),
                        Messages.PodFailures_noNamespacesAdvice()),
                Rule.user(
                        "apparmor_restrict_unprivileged_userns is set to 1",
                        Messages.PodFailures_restricted(),
                        Messages.PodFailures_restrictedAdvice()),
                Rule.user(
                        "fork/exec /proc/self/exe: operation not permitted",
                        Messages.PodFailures_seccomp(),
                        Messages.PodFailures_seccompAdvice()),
                // rootless-containers/rootlesskit#68, moby/buildkit#2441
                Rule.user(
                        "fork/exec /proc/self/exe: permission denied|failed to share mount point: .*: permission denied",
                        Messages.PodFailures_apparmor(),
                        Messages.PodFailures_apparmorAdvice()),
                Rule.user(
                        "failed to compute uid/gid map|[Nn]o subuid ranges found|[ug]id range .* not allowed",
                        Messages.PodFailures_subuid(),
                        Messages.PodFailures_subuidAdvice()),
                // The latter where the pod has no capabilities, or AppArmor: moby/buildkit#1904, #4022
                Rule.user(
                        "new[ug]idmap: (write to [ug]id_map failed|Could not set caps)",
                        Messages.PodFailures_escalation(),
                        Messages.PodFailures_escalationAdvice()),
                Rule.user(
                        "requires to be executed as the mapped root|can't enable NoProcessSandbox without Rootless"
                                + "|\"new[ug]idmap\": executable file not found",
                        Messages.PodFailures_image(),
                        Messages.PodFailures_imageAdvice()),
                new Rule(
                        Pattern.compile("another instance running"),
                        Fault.SERVICE,
                        Messages.PodFailures_locked(),
                        Messages.PodFailures_lockedAdvice()),
                Rule.user(
                        "(could not lock|mkdir|open) .*/buildkit.*: permission denied",
                        Messages.PodFailures_volume(),
                        Messages.PodFailures_volumeAdvice()),
                Rule.user(
                        "failed to (load|parse) config",
                        Messages.PodFailures_config(),
                        Messages.PodFailures_configAdvice()));
    }
}
