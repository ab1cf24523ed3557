package io.jenkins.plugins.imagefarm.engine.source;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression in Go's syntax (RE2), as far as a {@link PathPattern} can lead to one, for the JDK. The two differ
 * in what may stand between brackets, and in what a backslash before a letter means.
 */
final class GoRegex {
    private static final String PERL_CLASSES = "dDsSwW";
    private static final String ASSERTIONS = "AbBz";
    private static final Map<Integer, Integer> CONTROLS =
            Map.of((int) 'a', 7, (int) 't', 9, (int) 'n', 10, (int) 'v', 11, (int) 'f', 12, (int) 'r', 13);
    private static final Map<String, String> POSIX_CLASSES = Map.ofEntries(
            Map.entry("alnum", "\\p{Alnum}"),
            Map.entry("alpha", "\\p{Alpha}"),
            Map.entry("ascii", "\\p{ASCII}"),
            Map.entry("blank", "\\p{Blank}"),
            Map.entry("cntrl", "\\p{Cntrl}"),
            Map.entry("digit", "\\p{Digit}"),
            Map.entry("graph", "\\p{Graph}"),
            Map.entry("lower", "\\p{Lower}"),
            Map.entry("print", "\\p{Print}"),
            Map.entry("punct", "\\p{Punct}"),
            Map.entry("space", "\\p{Space}"),
            Map.entry("upper", "\\p{Upper}"),
            Map.entry("word", "\\w"),
            Map.entry("xdigit", "\\p{XDigit}"));

    private static final Pattern REPETITION = Pattern.compile("\\{[0-9]+(?:,[0-9]*)?}");

    private final PatternReader reader;
    private final StringBuilder java = new StringBuilder();

    /** @param pattern what the user wrote, for messages */
    GoRegex(String pattern, String regex) {
        reader = new PatternReader(pattern, regex);
    }

    /** To be looked for in a text, as {@code regexp.MatchString} does. */
    Pattern toPattern() {
        while (reader.hasNext()) {
            if (reader.skip("[")) {
                java.append(characterClass());
            } else if (reader.skip("\\")) {
                escape();
            } else if (reader.skip("$")) {
                java.append("\\z");
            } else if (reader.nextIs("{") && !reader.nextMatches(REPETITION)) {
                java.append(CharacterClass.character(reader.next()));
            } else {
                java.appendCodePoint(reader.next());
            }
        }
        try {
            // As in Go, a dot is every character but the line feed.
            return Pattern.compile(java.toString(), Pattern.UNIX_LINES);
        } catch (PatternSyntaxException e) {
            throw reader.invalid(e.getDescription());
        }
    }

    private void escape() {
        int c = reader.next();
        if (PERL_CLASSES.indexOf(c) >= 0 || ASSERTIONS.indexOf(c) >= 0) {
            java.append('\\').appendCodePoint(c);
        } else {
            java.append(CharacterClass.character(escaped(c)));
        }
    }

    private int escaped(int c) {
        if (CONTROLS.containsKey(c)) {
            return CONTROLS.get(c);
        }
        if (c > 0x7f || Character.isLetterOrDigit(c)) {
            throw reader.invalid("'" + Character.toString(c) + "' must not follow a backslash");
        }
        return c;
    }

    private CharacterClass characterClass() {
        CharacterClass members = new CharacterClass(reader.skip("^"));
        // Directly after the bracket a closing one is a character.
        boolean first = true;
        while (first || !reader.nextIs("]")) {
            first = false;
            if (!posixClass(members) && !perlClass(members)) {
                range(members);
            }
        }
        reader.skip("]");
        return members;
    }

    private boolean posixClass(CharacterClass members) {
        if (!reader.nextIs("[:") || !reader.contains(":]")) {
            return false;
        }
        reader.skip("[:");
        boolean negated = reader.skip("^");
        String name = POSIX_CLASSES.get(reader.until(":]"));
        if (name == null) {
            throw reader.invalid("there is no such class of characters");
        }
        members.named(negated ? "\\" + Character.toUpperCase(name.charAt(1)) + name.substring(2) : name);
        return true;
    }

    private boolean perlClass(CharacterClass members) {
        for (char c : PERL_CLASSES.toCharArray()) {
            if (reader.skip("\\" + c)) {
                members.named("\\" + c);
                return true;
            }
        }
        return false;
    }

    private void range(CharacterClass members) {
        int low = member();
        int high = low;
        if (reader.nextIs("-") && !reader.nextIs("-]")) {
            reader.skip("-");
            high = member();
        }
        if (high < low) {
            throw reader.invalid("a range in brackets goes backwards");
        }
        members.range(low, high);
    }

    private int member() {
        return reader.skip("\\") ? escaped(reader.next()) : reader.next();
    }
}
