package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.util.List;
import java.util.Map;

/** Writes instructions of a Dockerfile so that no value can be more than a value. */
final class DockerfileWriter {
    private final StringBuilder text = new StringBuilder();

    /** @param words the comment; without line ends */
    void comment(String words) {
        line("# " + words);
    }

    /** @param image a name that is made of an {@code ImageReference} */
    void from(String image, String stage) {
        line("FROM " + image + (stage.isEmpty() ? "" : " AS " + stage));
    }

    void env(Map<String, String> variables) {
        pairs("ENV", variables);
    }

    void label(Map<String, String> labels) {
        pairs("LABEL", labels);
    }

    private void pairs(String instruction, Map<String, String> pairs) {
        pairs.forEach((name, value) -> line(instruction + " " + quoted(name) + "=" + quoted(value)));
    }

    /**
     * Each character that may mean something has a backslash before it. Unlike quotes, Docker and Podman of every age read that in the
     * same way. A line that ends with a backslash, or with one and blanks, goes on in the next: to
     * Podman also if it is one that stands for itself. No value can have a line end, so that becomes a blank.
     */
    private static String quoted(String text) {
        String value = text.replaceAll("\\r\\n|[\\r\\n]", " ");
        StringBuilder quoted = new StringBuilder();
        value.codePoints().forEach(c -> {
            if (isSpecial(c)) {
                quoted.append('\\');
            }
            quoted.appendCodePoint(c);
        });
        boolean open = value.isEmpty() || value.endsWith("\\") || isBlank(value.codePointBefore(value.length()));
        return open ? quoted + "\"\"" : quoted.toString();
    }

    private static boolean isSpecial(int c) {
        return isBlank(c) || c < 0x80 && !Character.isLetterOrDigit(c) && "_./-:@,+=".indexOf(c) < 0;
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /**
     * @param options such as {@code --chown=1001:0}
     * @param source may have blanks, and nothing else that means something
     */
    void copy(List<String> options, String source, String destination) {
        line("COPY " + joined(options) + Wire.write(List.of(source, destination)));
    }

    void user(String user) {
        line("USER " + user);
    }

    void run(List<String> options, List<String> command) {
        line("RUN " + joined(options) + Wire.write(command));
    }

    void cmd(List<String> command) {
        line("CMD " + Wire.write(command));
    }

    void entrypoint(List<String> command) {
        line("ENTRYPOINT " + Wire.write(command));
    }

    void blank() {
        text.append('\n');
    }

    private static String joined(List<String> options) {
        return options.isEmpty() ? "" : String.join(" ", options) + " ";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    String text() {
        return text.toString();
    }
}
