package io.jenkins.plugins.imagefarm.engine.source;

/** A set of characters, written as the JDK's regular expressions want it. */
final class CharacterClass {
    private final boolean negated;
    private final StringBuilder members = new StringBuilder();

    CharacterClass(boolean negated) {
        this.negated = negated;
    }

    /** Adds the characters from one to another; none if they are in the wrong order. */
    void range(int low, int high) {
        if (low <= high) {
            members.append(character(low)).append('-').append(character(high));
        }
    }

    /** Adds a class by its name in the JDK, for instance <code>\d</code>. */
    void named(String name) {
        members.append(name);
    }

    static String character(int c) {
        return "\\x{" + Integer.toHexString(c) + "}";
    }

    @Override
    public String toString() {
        if (members.isEmpty()) {
            return negated ? "(?s:.)" : "(?!)";
        }
        return (negated ? "[^" : "[") + members + "]";
    }
}
