package io.jenkins.plugins.imagefarm.engine.source;

import java.util.ArrayList;
import java.util.List;

/**
 * An ordered list of patterns for paths, in which a later one overrules those before it and {@code !} makes an
 * exception. The semantics are those of {@code github.com/moby/patternmatcher}, which Docker and BuildKit apply to
 * {@code .dockerignore} and to the files a build step wants.
 */
public final class IgnoreRules {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<PathPattern> patterns = new ArrayList<>();

    /**
     * @param lines patterns; blank ones mean nothing
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if one is malformed
     */
    public IgnoreRules(List<String> lines) {
        lines.stream()
                .map(IgnoreRules::trim)
                .filter(line -> !line.isEmpty())
                .map(PathPattern::new)
                .forEach(patterns::add);
    }

    /** @param text of a {@code .dockerignore} */
    public static IgnoreRules parse(String text) {
        return new IgnoreRules(lines(text));
    }

    /** The patterns of a {@code .dockerignore}, relative to the folder it is for. */
    public static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        String body = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        for (String line : body.split("\n")) {
            String pattern = line.startsWith("#") ? "" : trim(line);
            if (pattern.startsWith("!")) {
                lines.add("!" + relative(trim(pattern.substring(1))));
            } else if (!pattern.isEmpty()) {
                lines.add(relative(pattern));
            }
        }
        return lines;
    }

    private static String relative(String pattern) {
        String clean = pattern.isEmpty() ? "" : SlashPath.clean(pattern);
        return clean.length() > 1 && clean.startsWith("/") ? clean.substring(1) : clean;
    }

    /** Without what Unicode calls white space at its ends; {@link String#strip} has another idea of that than Go. */
    private static String trim(String line) {
        int start = 0;
        int end = line.length();
        while (start < end && isSpace(line.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r' || c == '\u0085' || Character.isSpaceChar(c);
    }

    /** Whether a path, or a folder it lies in, is matched and not excepted. */
    public boolean matches(String path) {
        boolean matched = false;
        for (PathPattern pattern : patterns) {
            if (pattern.negated() == matched && matchesPathOrParent(pattern, path)) {
                matched = !matched;
            }
        }
        return matched;
    }

    private static boolean matchesPathOrParent(PathPattern pattern, String path) {
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            if (pattern.matches(path.substring(0, end))) {
                return true;
            }
        }
        return pattern.matches(path);
    }

    /**
     * The same while walking down a tree, at less cost.
     *
     * @param parent what came out for the folder of the path, null at the top
     */
    Verdict match(String path, Verdict parent) {
        boolean matched = false;
        boolean[] byPattern = new boolean[patterns.size()];
        for (int i = 0; i < byPattern.length; i++) {
            PathPattern pattern = patterns.get(i);
            byPattern[i] =
                    parent != null && parent.byPattern[i] || pattern.negated() == matched && pattern.matches(path);
            if (byPattern[i]) {
                matched = !pattern.negated();
            }
        }
        return new Verdict(matched, byPattern);
    }

    /** Whether something in the folder may be matched although the folder itself is not. */
    boolean mayMatchIn(String folder) {
        return patterns.stream().anyMatch(pattern -> !pattern.negated() && pattern.reachesInto(folder));
    }

    /** Whether something in the folder may be excepted although the folder itself is matched. */
    boolean mayExceptIn(String folder) {
        return patterns.stream().anyMatch(pattern -> pattern.negated() && pattern.reachesInto(folder));
    }

    /**
     * What the patterns say of a path.
     *
     * @param byPattern which of them match it, for the paths below
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Verdict(boolean matched, boolean[] byPattern) {}
}
