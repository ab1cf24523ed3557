package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.api.model.Toleration;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What administrators write in one line, for the API in parts. */
final class PodText {
    private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");

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
