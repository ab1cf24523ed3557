package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.grpc.Status.Code;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the {@link FailureRules}: when it fits, whose fault that is, and what the user is told. In the texts
 * {@code {name}} is a named group of the pattern, or one of {@link Failure#words()}.
 */
record FailureRule(When when, Fault fault, String cause, String advice) {
    private static final Pattern WORD = Pattern.compile("\\{(\\w+)\\}");
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z]\\w*)>");

    /**
     * A condition: all that is given must fit.
     *
     * @param answered by the builder, or not; null for both
     * @param code of the call; null for any
     * @param exit of the process; null for any, -1 for each but 0
     * @param text found in the message; null for any
     * @param log found in one of the step's last lines; null for any
     */
    record When(Boolean answered, Code code, Integer exit, Pattern text, Pattern log) {
        static When noAnswer() {
            return new When(false, null, null, null, null);
        }

        static When code(Code code) {
            return new When(null, code, null, null, null);
        }

        static When exit(int exit) {
            return new When(null, null, exit, null, null);
        }

        static When anyExit() {
            return exit(-1);
        }

        static When text(String regex) {
            return new When(null, null, null, Pattern.compile(regex, Pattern.CASE_INSENSITIVE), null);
        }

        When log(String regex) {
            return new When(answered, code, exit, text, Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
        }

        FailureRule user(String cause, String advice) {
            return new FailureRule(this, Fault.USER, cause, advice);
        }

        FailureRule service(String cause, String advice) {
            return new FailureRule(this, Fault.SERVICE, cause, advice);
        }

        private boolean fits(Failure failure, Map<String, String> words) {
            int exitCode = failure.exitCode();
            return (answered == null || answered == failure.details().answered())
                    && (code == null || code == failure.details().code())
                    && (exit == null || (exit == -1 ? exitCode != 0 : exit == exitCode))
                    && (text == null || find(text, failure.message(), words))
                    && (log == null || failure.lastLines().stream().anyMatch(line -> find(log, line, words)));
        }

        private static boolean find(Pattern pattern, String text, Map<String, String> words) {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.find()) {
                return false;
            }
            GROUP.matcher(pattern.pattern())
                    .results()
                    .map(group -> group.group(1))
                    .forEach(group -> {
                        if (matcher.group(group) != null) {
                            words.put(group, matcher.group(group));
                        }
                    });
            return true;
        }
    }

    Optional<Problem> explain(Failure failure) {
        Map<String, String> words = failure.words();
        if (!when.fits(failure, words)) {
            return Optional.empty();
        }
        return Optional.of(new Problem(fault, fill(cause, words), fill(advice, words)));
    }

    private static String fill(String text, Map<String, String> words) {
        return WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement(words.getOrDefault(word.group(1), "")));
    }
}
