package io.jenkins.plugins.imagefarm.engine.source;

import java.util.regex.Pattern;

/**
 * A pattern for one name as Go's {@code filepath.Match} reads it: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a-z]} and
 * a backslash before a character that stands for itself.
 */
final class ShellGlob {
    private static final int FIRST_SURROGATE = 0xD800;
    private static final int LAST_SURROGATE = 0xDFFF;

    private final Pattern regex;

    ShellGlob(String glob) {
        PatternReader reader = new PatternReader(glob, glob);
        StringBuilder java = new StringBuilder();
        while (reader.hasNext()) {
            if (reader.skip("*")) {
                java.append("[^/]*");
            } else if (reader.skip("?")) {
                java.append("[^/]");
            } else if (reader.skip("[")) {
                java.append(characterClass(reader));
            } else {
                reader.skip("\\");
                java.append(CharacterClass.character(reader.next()));
            }
        }
        regex = Pattern.compile(java.toString());
    }

    private static CharacterClass characterClass(PatternReader reader) {
        CharacterClass members = new CharacterClass(reader.skip("^"));
        do {
            int low = member(reader);
            members.range(low, reader.skip("-") ? member(reader) : low);
        } while (!reader.skip("]"));
        return members;
    }

    private static int member(PatternReader reader) {
        if (reader.nextIs("-") || reader.nextIs("]")) {
            throw reader.invalid("'-' and ']' between '[' and ']' need a backslash");
        }
        reader.skip("\\");
        int c = reader.next();
        if (!reader.hasNext() || c >= FIRST_SURROGATE && c <= LAST_SURROGATE) {
            throw reader.invalid("a '[' is not closed");
        }
        return c;
    }

    boolean matches(String name) {
        return regex.matcher(name).matches();
    }

    /** Whether a name is a pattern and not just a name. */
    static boolean isGlob(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || c == '[') {
                return true;
            }
        }
        return false;
    }
}
