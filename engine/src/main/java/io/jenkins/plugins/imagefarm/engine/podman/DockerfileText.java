package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.buildkit.progress.SourceExcerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Dockerfile, as far as one must know it to find the place that a step comes from: Podman names steps by their text, not by their
 * lines.
 *
 * @param name for people
 */
record DockerfileText(String name, String content) {
    private static final Pattern ESCAPE = Pattern.compile("(?im)\\A(?:#.*\\n)*?#\\s*escape\\s*=\\s*`\\s*$");
    private static final Pattern HEREDOC = Pattern.compile("<<(-?)([\"']?)([A-Za-z_][A-Za-z0-9_]*)\\2");
    private static final Pattern HEREDOC_MARK = Pattern.compile("\\s*\\([^()]*\\.\\.\\.\\)$");

    /** An instruction with its lines, counted from 1. */
    private record Instruction(String text, int first, int last) {}

    /**
     * The place of the step with this text; the first one if there are several.
     *
     * @param after only behind this line, since steps come in their order; 0 for all
     */
    Optional<SourceExcerpt> find(String step, int after) {
        String wanted = normal(HEREDOC_MARK.matcher(step).replaceFirst(""));
        List<Instruction> same = instructions().stream()
                .filter(instruction -> instruction.text.equals(wanted))
                .toList();
        return same.stream()
                .filter(instruction -> instruction.first > after)
                .findFirst()
                .or(() -> same.stream().findFirst())
                .map(found -> excerpt(found.first, found.last));
    }

    /** These lines and what is around them. */
    SourceExcerpt excerpt(int first, int last) {
        return new SourceExcerpt(name, content, List.of(new SourceExcerpt.Range(first, last)));
    }

    private List<Instruction> instructions() {
        String escape = ESCAPE.matcher(content).find() ? "`" : "\\";
        List<Instruction> found = new ArrayList<>();
        String[] lines = content.split("\r?\n", -1);
        StringBuilder text = new StringBuilder();
        int first = 0;
        for (int number = 1; number <= lines.length; number++) {
            String line = lines[number - 1].strip();
            if (line.startsWith("#") || line.isEmpty()) {
                continue;
            }
            first = text.isEmpty() ? number : first;
            if (line.endsWith(escape)) {
                text.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            text.append(line);
            int last = endOfHeredocs(text.toString(), lines, number);
            found.add(new Instruction(normal(text.toString()), first, last));
            text.setLength(0);
            number = last;
        }
        return found;
    }

    private static int endOfHeredocs(String instruction, String[] lines, int number) {
        int last = number;
        Matcher heredoc = HEREDOC.matcher(instruction);
        while (heredoc.find()) {
            while (last < lines.length && !lines[last].strip().equals(heredoc.group(3))) {
                last++;
            }
            last = Math.min(last + 1, lines.length);
        }
        return last;
    }

    /** Blanks do not matter, since Podman writes them in its own way. */
    private static String normal(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
