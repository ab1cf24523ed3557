package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of the processes of a RUN instruction: one value of buildx's {@code --ulimit}.
 *
 * @param name as {@code setrlimit} knows it, in lower case and without {@code RLIMIT_}
 * @param soft the limit at the start; -1 for none
 * @param hard up to which a process may raise it; -1 for none
 */
public record Ulimit(String name, long soft, long hard) {
    private static final long NONE = -1;

    private static final Set<String> NAMES = Set.of(
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    private static final Pattern FORM =
            Pattern.compile("\\s*(?<name>\\w+)\\s*=\\s*(?<soft>-1|\\d{1,18})(:(?<hard>-1|\\d{1,18}))?\\s*");

    public Ulimit {
        if (!NAMES.contains(name)) {
            throw new ProblemException(
                    Problem.user("There is no limit called '" + name + "'", "Write for instance nofile=1024:2048."));
        }
        if (hard != NONE && (soft == NONE || soft > hard)) {
            throw new ProblemException(Problem.user(
                    "The soft limit of " + name + " is above its hard one",
                    "Write the soft one first, such as nofile=1024:2048."));
        }
    }

    /**
     * Parses {@code name=soft:hard}, or {@code name=both}.
     *
     * @throws ProblemException if it is neither
     */
    public static Ulimit valueOf(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new ProblemException(
                    Problem.user("'" + text + "' is not a limit", "Write for instance nofile=1024:2048."));
        }
        long soft = Long.parseLong(form.group("soft"));
        String hard = form.group("hard");
        return new Ulimit(form.group("name"), soft, hard == null ? soft : Long.parseLong(hard));
    }

    /** As all builders take it. */
    @Override
    public String toString() {
        return name + "=" + soft + ":" + hard;
    }
}
