package io.jenkins.plugins.imagefarm.engine.source;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.regex.Pattern;

/**
 * One line of a {@code .dockerignore}, or one include pattern of a builder. What it matches is what
 * {@code github.com/moby/patternmatcher} v0.6 matches, letter by letter, since the builder's cache depends on it: that
 * package turns a pattern into a regular expression of Go, oddities included, and so does this class.
 */
final class PathPattern {
    /** Not {@code |}, <code>{</code> and <code>}</code>, which moby's table is too small for: they keep their meaning. */
    private static final String ESCAPED_FOR_REGEX = ".+()$";

    private enum Kind {
        EXACT,
        PREFIX,
        SUFFIX,
        REGEX
    }

    private final String text;
    private final boolean negated;
    private final StringBuilder goRegex = new StringBuilder();
    private Kind kind = Kind.EXACT;
    private Pattern regex;
    private ProblemException malformed;

    /** @param line without surrounding white space, not empty */
    PathPattern(String line) {
        String clean = SlashPath.clean(line);
        negated = clean.startsWith("!");
        text = negated ? clean.substring(1) : clean;
        if (text.isEmpty()) {
            throw PatternSyntax.invalid(line, "nothing follows the '!'");
        }
        // moby has Go's filepath.Match judge the syntax, which reads no further than it must: to the first star.
        new ShellGlob(text.substring(leadingStars(), firstChunkEnd()));
        translate();
        if (kind == Kind.REGEX) {
            compile();
        }
    }

    private void compile() {
        try {
            regex = new GoRegex(text, "^" + goRegex + "$").toPattern();
        } catch (ProblemException e) {
            // As with moby, a pattern that nothing is compared to may be wrong.
            malformed = e;
        }
    }

    private int leadingStars() {
        int stars = 0;
        while (next(stars, '*')) {
            stars++;
        }
        return stars;
    }

    private int firstChunkEnd() {
        boolean inBrackets = false;
        for (int i = leadingStars(); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' && !inBrackets) {
                return i;
            }
            inBrackets = c == '[' || inBrackets && c != ']';
            i += c == '\\' ? 1 : 0;
        }
        return text.length();
    }

    private void translate() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '*' && next(at, '*')) {
                at = doubleStar(at + 1);
            } else if (c == '*') {
                part("[^/]*");
            } else if (c == '?') {
                part("[^/]");
            } else if (ESCAPED_FOR_REGEX.indexOf(c) >= 0) {
                goRegex.append('\\').append(c);
            } else if (c == '\\') {
                part(text.substring(at - 1, Math.min(++at, text.length())));
            } else if (c == '[' || c == ']') {
                part(String.valueOf(c));
            } else {
                goRegex.append(c);
            }
        }
    }

    /** @return where the pattern goes on */
    private int doubleStar(int at) {
        boolean first = at == 2;
        // "**/" is "**": it also stands for no folder at all.
        int next = next(at, '/') ? at + 1 : at;
        if (next < text.length()) {
            part("(.*/)?");
        } else if (kind == Kind.EXACT) {
            kind = Kind.PREFIX;
        } else {
            part(".*");
        }
        if (first) {
            kind = Kind.SUFFIX;
        }
        return next;
    }

    private boolean next(int at, char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void part(String part) {
        goRegex.append(part);
        kind = Kind.REGEX;
    }

    /** Whether it is an exception ({@code !}) from the patterns before it. */
    boolean negated() {
        return negated;
    }

    /** @throws ProblemException if the pattern is malformed */
    boolean matches(String path) {
        return switch (kind) {
            case EXACT -> path.equals(text);
            case PREFIX -> path.startsWith(text.substring(0, text.length() - 2));
            case SUFFIX ->
                path.endsWith(text.substring(2)) || text.startsWith("/", 2) && path.equals(text.substring(3));
            case REGEX -> regex().matcher(path).find();
        };
    }

    private Pattern regex() {
        if (malformed != null) {
            throw malformed;
        }
        return regex;
    }

    /** Whether the pattern may match something in the folder; it only says no when that is certain. */
    boolean reachesInto(String folder) {
        String stem = SlashPath.withoutSuffix(SlashPath.withoutSuffix(text, "/**"), "/*");
        boolean plain = stem.chars().noneMatch(c -> "*[]?^\\".indexOf(c) >= 0);
        return !plain || (stem + "/").startsWith(folder + "/");
    }

    @Override
    public String toString() {
        return (negated ? "!" : "") + text;
    }
}
