package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Lists as people write them: a list in JCasC, a text in a form. */
final class Words {
    private Words() {}

    /** What stands between white space or commas, each once. An entry of the list may hold several. */
    static List<String> of(@CheckForNull Collection<String> entries) {
        return clean(entries, "[\\s,]+");
    }

    /** Non-blank lines, each once, for what may hold blanks. */
    static List<String> lines(@CheckForNull Collection<String> entries) {
        return clean(entries, "\\R");
    }

    /** @param entries null in the form of what is not there yet */
    static String text(@CheckForNull Collection<String> entries, String separator) {
        return entries == null ? "" : String.join(separator, entries);
    }

    private static List<String> clean(@CheckForNull Collection<String> entries, String separator) {
        return entries == null
                ? List.of()
                : entries.stream()
                        .flatMap(entry -> entry == null ? Stream.empty() : Arrays.stream(entry.split(separator)))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .distinct()
                        .toList();
    }
}
