package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a frontend answered to a {@link Call}.
 *
 * @param json in the form that BuildKit's {@code frontend/subrequests} has for that call
 * @param text for the console
 * @param warnings of a check
 * @param problem the Dockerfile cannot be built, or says itself ({@code # check=error=true}) that a warning is an error
 */
public record CallAnswer(String json, String text, List<Warning> warnings, Optional<Problem> problem) {
    /** @throws ProblemException if it is no answer: the frontend does not know the call, and says nothing */
    public static CallAnswer of(Call call, Map<String, String> metadata) {
        String json = metadata.get(BuildResult.ANSWER_JSON);
        if (json == null) {
            throw new ProblemException(
                    Problem.user(FailureRules.noCall(call.requestId()), FailureRules.NEWER_FRONTEND));
        }
        String text = metadata.getOrDefault(BuildResult.ANSWER_TEXT, "").strip();
        if (call != Call.CHECK) {
            return new CallAnswer(json, text, List.of(), Optional.empty());
        }
        Lint lint = lint(json);
        List<Warning> warnings = lint.warnings().stream().map(lint::warning).toList();
        return new CallAnswer(json, (conclusion(warnings.size()) + "\n\n" + text).strip(), warnings, lint.problem());
    }

    /** The answer as a solve's response, in the frontend's own keys. */
    public Map<String, String> response() {
        return Map.of(BuildResult.ANSWER_JSON, json, BuildResult.ANSWER_TEXT, text);
    }

    private static Lint lint(String json) {
        try {
            return Wire.read(json, Lint.class);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service("The frontend's answer cannot be read: " + e.getMessage(), "Use another one."), e);
        }
    }

    private static String conclusion(int warnings) {
        return "Check complete, "
                + switch (warnings) {
                    case 0 -> "no warnings found.";
                    case 1 -> "1 warning has been found!";
                    default -> warnings + " warnings have been found!";
                };
    }

    /** {@code LintResults} in BuildKit's {@code frontend/subrequests/lint}. */
    private record Lint(List<Violation> warnings, List<SourceFile> sources, BuildError buildError) {
        private Lint {
            warnings = warnings == null ? List.of() : warnings;
            sources = sources == null ? List.of() : sources;
        }

        Warning warning(Violation violation) {
            return new Warning(
                    null,
                    violation.ruleName() + ": " + violation.detail(),
                    List.of(Objects.requireNonNullElse(violation.description(), "")),
                    Objects.requireNonNullElse(violation.url(), ""),
                    file(violation.location()),
                    line(violation.location()),
                    place(violation.location()));
        }

        Optional<Problem> problem() {
            if (buildError == null) {
                return Optional.empty();
            }
            String file = file(buildError.location());
            int line = line(buildError.location());
            String place = file.isEmpty() ? "" : line == 0 ? file + ": " : file + ":" + line + ": ";
            return Optional.of(Problem.user(place + buildError.message(), "Correct the Dockerfile."));
        }

        private String file(Location location) {
            int index = location == null ? -1 : location.sourceIndex();
            return index < 0 || index >= sources.size()
                    ? ""
                    : sources.get(index).filename();
        }

        private static int line(Location location) {
            return location == null || location.ranges().isEmpty()
                    ? 0
                    : location.ranges().get(0).start().line();
        }

        private Optional<SourceLines> place(Location location) {
            String file = file(location);
            return file.isEmpty()
                    ? Optional.empty()
                    : new SourceExcerpt(
                                    file,
                                    sources.get(location.sourceIndex()).text(),
                                    location.ranges().stream().map(Range::lines).toList())
                            .shown();
        }
    }

    private record Violation(String ruleName, String description, String url, String detail, Location location) {}

    private record BuildError(String message, Location location) {}

    private record SourceFile(String filename, byte[] data) {
        String text() {
            return data == null ? "" : new String(data, StandardCharsets.UTF_8);
        }
    }

    /** @param sourceIndex -1 for none */
    private record Location(int sourceIndex, List<Range> ranges) {
        private Location {
            ranges = ranges == null ? List.of() : ranges;
        }
    }

    private record Range(Position start, Position end) {
        SourceExcerpt.Range lines() {
            return new SourceExcerpt.Range(start.line(), end == null ? 0 : end.line());
        }
    }

    private record Position(int line) {}
}
