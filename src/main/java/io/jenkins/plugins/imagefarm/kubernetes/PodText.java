package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.api.model.Toleration;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What administrators write in one line, for the API in parts. */
final class PodText {
    private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private static final String LABEL_PART = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
    private static final Pattern LABEL_VALUE = Pattern.compile("(?:" + LABEL_PART + ")?");
    private static final Pattern LABEL_NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?" + LABEL_PART);

    private PodText() {}

    /** {@code name=value}. */
    static Map<String, String> pairs(Collection<String> lines) {
        Map<String, String> pairs = new TreeMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals <= 0) {
                throw new ProblemException(Problem.user(Messages.PodText_noPair(line), Messages.PodText_pair()));
            }
            pairs.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        return pairs;
    }

    /** The same where Kubernetes takes only what may stand in a label. */
    static Map<String, String> labels(Collection<String> lines) {
        Map<String, String> labels = pairs(lines);
        labels.forEach((name, value) -> {
            if (!LABEL_NAME.matcher(name).matches()
                    || !LABEL_VALUE.matcher(value).matches()) {
                throw new ProblemException(
                        Problem.user(Messages.PodText_noLabel(name + "=" + value), Messages.PodText_label()));
            }
        });
        return labels;
    }

    /** {@code key=value:Effect}, {@code key:Effect}, {@code key=value} or {@code key}, as kubectl writes taints. */
    static Toleration toleration(String text) {
        int colon = text.lastIndexOf(':');
        String effect = colon < 0 ? null : text.substring(colon + 1);
        String key = colon < 0 ? text : text.substring(0, colon);
        if (effect != null && !EFFECTS.contains(effect)) {
            throw new ProblemException(
                    Problem.user(Messages.PodText_noToleration(text), Messages.PodText_toleration()));
        }
        int equals = key.indexOf('=');
        return new Toleration(
                effect,
                equals < 0 ? key : key.substring(0, equals),
                equals < 0 ? "Exists" : "Equal",
                null,
                equals < 0 ? null : key.substring(equals + 1));
    }
}
