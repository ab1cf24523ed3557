package io.jenkins.plugins.imagefarm.engine.source;

import java.util.regex.Pattern;

/** Reads a pattern from left to right. */
final class PatternReader {
    private final String pattern;
    private final String text;
    private int at;

    /**
     * @param pattern what the user wrote, for messages
     * @param text what is read
     */
    PatternReader(String pattern, String text) {
        this.pattern = pattern;
        this.text = text;
    }

    boolean hasNext() {
        return at < text.length();
    }

    boolean nextIs(String expected) {
        return text.startsWith(expected, at);
    }

    boolean nextMatches(Pattern expected) {
        return expected.matcher(text).region(at, text.length()).lookingAt();
    }

    /** Goes past what is expected, if it is there. */
    boolean skip(String expected) {
        boolean found = nextIs(expected);
        at += found ? expected.length() : 0;
        return found;
    }

    boolean contains(String later) {
        return text.indexOf(later, at) >= 0;
    }

    int next() {
        if (!hasNext()) {
            throw invalid("it ends too early");
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    /** @return what stands before the end, which must be there and is passed too */
    String until(String end) {
        int found = text.indexOf(end, at);
        String part = text.substring(at, found);
        at = found + end.length();
        return part;
    }

    RuntimeException invalid(String why) {
        return PatternSyntax.invalid(pattern, why);
    }
}
