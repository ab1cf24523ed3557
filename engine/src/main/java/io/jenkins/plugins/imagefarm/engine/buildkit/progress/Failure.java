package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A failed solve as the rules see it: what the call said, and which step it was.
 *
 * @param step the step that failed; null if none is known
 */
record Failure(ErrorDetails details, Step step) {
    private static final int MAX_INSTRUCTION = 80;

    /** {@code [2/3] }, {@code [linux/arm64 build 2/3] }; what the frontend does of itself is {@code [internal] }. */
    private static final Pattern POSITION = Pattern.compile("^\\[(?:[^\\]]* )?\\d+/\\d+\\] ");

    /** Without details: v0.13 and later, and before. */
    private static final Pattern EXIT_CODE =
            Pattern.compile("(?:did not complete successfully|executor failed running): exit code: (\\d+)$");

    /** The command is the user's text, in which anything may stand. */
    private static final Pattern COMMAND = Pattern.compile(
            "(?<=process )\".*\" (?=did not complete successfully)|(?<=executor failed running) \\[.*\\](?=: )",
            Pattern.DOTALL);

    private static final Pattern PUSH = Pattern.compile("failed to push (\\S+?): ");
    /** Of v0.13 and later; of a step's name; of a step's name while layers are pulled; of v0.8. */
    private static final Pattern PULL = Pattern.compile("failed to resolve source metadata for (\\S+?): "
            + "|load metadata for (\\S+)|^(?:\\[[^\\]]*\\] )?FROM (\\S+)|^(\\S+?): not found$");

    private static final Pattern CACHE = Pattern.compile("error writing (?:layer blob|manifest)|cache export");
    private static final Pattern HOST =
            Pattern.compile("https?://(?:[^/@\\s\"]+@)?([^/\\s\"]+)|lookup ([^\\s:]+)|from host (\\S+) failed");

    int exitCode() {
        OptionalInt exact = details.exitCode();
        if (exact.isPresent()) {
            return exact.getAsInt();
        }
        Matcher matcher = EXIT_CODE.matcher(message());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** The message without the command of a RUN. */
    String message() {
        return COMMAND.matcher(details.message()).replaceAll("");
    }

    List<String> lastLines() {
        return step == null ? List.of() : step.lastLines();
    }

    /** Whether a line of the Dockerfile failed, rather than the builder or a registry. */
    boolean isOfDockerfile() {
        return !details.sources().isEmpty()
                || (step != null && POSITION.matcher(step.name()).find());
    }

    /** What rules can name in their texts. */
    Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("message", details.message());
        words.put(
                "dockerfile",
                details.sources().stream().map(SourceExcerpt::file).findFirst().orElse("Dockerfile"));
        words.put("exit", String.valueOf(exitCode()));
        words.put("run", instruction());
        words.put("place", place());
        words.put("at", place().isEmpty() ? "" : " (" + place() + ")");
        words.put("doing", doing());
        words.put("host", host());
        return words;
    }

    /** {@code Dockerfile:3}, or nothing. */
    private String place() {
        return details.sources().stream()
                .filter(source -> source.line() > 0)
                .map(SourceExcerpt::place)
                .findFirst()
                .orElse("");
    }

    /** {@code RUN make}, shortened. */
    private String instruction() {
        String text = step == null
                ? "The build"
                : POSITION.matcher(step.name()).replaceFirst("").strip();
        return text.length() <= MAX_INSTRUCTION
                ? text
                : text.substring(0, MAX_INSTRUCTION - 1).stripTrailing() + "…";
    }

    /** What was being done with a registry or another server, as the begin of a sentence. */
    private String doing() {
        String at = place().isEmpty() ? "" : " (" + place() + ")";
        String message = message();
        Matcher push = PUSH.matcher(message);
        if (push.find()) {
            return "Cannot push " + push.group(1);
        }
        if (CACHE.matcher(message).find()) {
            return "Cannot export the cache";
        }
        String pulled = pulled();
        return pulled.isEmpty() ? instruction() + at : "Cannot pull " + pulled + at;
    }

    /** The image that could not be pulled; old daemons tell only by the step's name. */
    private String pulled() {
        for (String text : List.of(message(), step == null ? "" : step.name())) {
            Matcher matcher = PULL.matcher(text);
            if (matcher.find()) {
                return firstGroup(matcher);
            }
        }
        return "";
    }

    private String host() {
        Matcher push = PUSH.matcher(message());
        String image = push.find() ? push.group(1) : pulled();
        String ofImage = image.contains("/") ? image.substring(0, image.indexOf('/')) : "";
        return Stream.of(hostIn(message()), ofImage, step == null ? "" : hostIn(step.name()))
                .filter(host -> !host.isEmpty())
                .findFirst()
                .orElse("the server");
    }

    private static String hostIn(String text) {
        Matcher matcher = HOST.matcher(text);
        return matcher.find() ? firstGroup(matcher) : "";
    }

    private static String firstGroup(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                return matcher.group(i);
            }
        }
        return "";
    }
}
