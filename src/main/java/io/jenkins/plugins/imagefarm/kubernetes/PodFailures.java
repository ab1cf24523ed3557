package io.jenkins.plugins.imagefarm.kubernetes;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the last words of a BuildKit that did not start mean. They come from rootlesskit and from newuidmap, which it calls; measured on
 * Kubernetes 1.33, see reference in docs/operate/kubernetes.md.
 */
final class PodFailures {
    private static final int MOST = 300;

    /** @param words in the log that tell it */
    private record Rule(Pattern words, String cause, String advice) {}

    private PodFailures() {}

    /**
     * @param known what the pod's status says
     * @param log its last lines
     */
    static Problem explain(Problem known, String log) {
        if (known.fault() == Fault.USER) {
            return known;
        }
        for (Rule rule : rules()) {
            if (rule.words.matcher(log).find()) {
                return Problem.user(known.cause() + ": " + rule.cause, rule.advice);
            }
        }
        String last = log.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((before, line) -> line)
                .orElse("");
        return last.isEmpty()
                ? known
                : new Problem(
                        known.fault(),
                        known.cause() + ": " + last.substring(0, Math.min(last.length(), MOST)),
                        known.advice());
    }

    /** In this order: the first that fits. */
    private static List<Rule> rules() {
        return List.of(
                new Rule(
                        Pattern.compile("fork/exec /proc/self/exe: operation not permitted"),
                        Messages.PodFailures_seccomp(),
                        Messages.PodFailures_seccompAdvice()),
                new Rule(
                        Pattern.compile(
                                "newuidmap.*(write to uid_map failed|Could not set caps)|newgidmap.*write to gid_map failed"),
                        Messages.PodFailures_escalation(),
                        Messages.PodFailures_escalationAdvice()),
                new Rule(
                        Pattern.compile(
                                "(?i)no subuid ranges found|failed to (read|parse) /etc/sub[ug]id|uid range .* not allowed"),
                        Messages.PodFailures_subuid(),
                        Messages.PodFailures_subuidAdvice()),
                new Rule(
                        Pattern.compile("(?i)apparmor|failed to share mount point: /|remount .*permission denied"),
                        Messages.PodFailures_apparmor(),
                        Messages.PodFailures_apparmorAdvice()),
                new Rule(
                        Pattern.compile("could not lock .*buildkitd.lock|another instance running"),
                        Messages.PodFailures_locked(),
                        Messages.PodFailures_lockedAdvice()),
                new Rule(
                        Pattern.compile("failed to (load|parse) config|toml:"),
                        Messages.PodFailures_config(),
                        Messages.PodFailures_configAdvice()));
    }
}
