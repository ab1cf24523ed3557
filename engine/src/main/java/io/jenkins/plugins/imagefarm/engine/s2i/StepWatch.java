package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Follows the steps that are scripts, whatever builds them: by their path in the step's name. */
final class StepWatch implements EventLog.Sink {
    private static final int LAST_LINES = 5;
    private static final int LONGEST_LINE = 200;

    private final Map<ScriptName, Pattern> commands = new EnumMap<>(ScriptName.class);
    private final Consumer<StepState> onSaving;
    private final Map<String, ScriptName> steps = new HashMap<>();
    private final Map<ScriptName, Deque<String>> lines = new EnumMap<>(ScriptName.class);
    private final Map<String, Long> durations = new LinkedHashMap<>();
    private final Set<ScriptName> labelled = EnumSet.noneOf(ScriptName.class);
    private final Map<String, StringBuilder> labels = new LinkedHashMap<>();
    private ScriptName failed;
    private boolean fellBack;

    /** @param onSaving told when save-artifacts begins and ends */
    StepWatch(Scripts scripts, Consumer<StepState> onSaving) {
        this.onSaving = onSaving;
        for (ScriptName name : ScriptName.values()) {
            scripts.optional(name)
                    .filter(script -> !name.stage().isEmpty())
                    .ifPresent(script -> commands.put(name, command(script.path())));
        }
    }

    private static Pattern command(String path) {
        return Pattern.compile("(?<![\\w./-])" + Pattern.quote(path) + "(?![\\w./-])");
    }

    @Override
    public synchronized void accept(BuildEvent event) {
        if (event instanceof StepChanged step) {
            script(step.name()).ifPresent(script -> changed(step, script));
            if (step.name().contains(Helper.LABELS.file())) {
                labels.putIfAbsent(key(step.part(), step.number()), new StringBuilder());
            }
            if (step.name().equals(ContainerTry.COMMIT) && step.state() != StepState.STARTED) {
                durations.merge("CommitContainer", step.durationMs(), Long::sum);
            }
        } else if (event instanceof StepOutput output) {
            ScriptName script = steps.get(key(output.part(), output.number()));
            if (script != null) {
                output.text().lines().forEach(line -> printed(script, line));
            }
            StringBuilder text = labels.get(key(output.part(), output.number()));
            if (text != null && !output.stderr()) {
                text.append(output.text()).append('\n');
            }
        }
    }

    private Optional<ScriptName> script(String step) {
        return step.contains("RUN ")
                ? commands.keySet().stream()
                        .filter(name -> commands.get(name).matcher(step).find())
                        .findFirst()
                : Optional.empty();
    }

    private void changed(StepChanged step, ScriptName script) {
        steps.put(key(step.part(), step.number()), script);
        if (step.state() == StepState.FAILED) {
            failed = script;
        } else if (step.state() == StepState.CACHED) {
            labelled.add(script); // what it said when it ran is not known
        }
        if (step.state() != StepState.STARTED) {
            durations.merge(script.stage(), step.durationMs(), Math::max);
        }
        if (script == ScriptName.SAVE_ARTIFACTS) {
            onSaving.accept(step.state());
        }
    }

    private void printed(ScriptName script, String line) {
        if (line.startsWith(S2iDockerfile.CLEAN)) {
            fellBack = true;
        }
        if (line.equals(LabelFile.IS_THERE)) {
            labelled.add(script);
        }
        if (!line.isBlank()) {
            Deque<String> last = lines.computeIfAbsent(script, unused -> new ArrayDeque<>());
            last.add(
                    line.length() <= LONGEST_LINE
                            ? line.strip()
                            : line.substring(0, LONGEST_LINE).strip() + "…");
            if (last.size() > LAST_LINES) {
                last.remove();
            }
        }
    }

    private static String key(String part, int number) {
        return number + " " + part;
    }

    /** The script that failed; empty if something else did. */
    synchronized Optional<ScriptName> failed() {
        return Optional.ofNullable(failed);
    }

    /** The end of what it printed. */
    synchronized List<String> lastLines(ScriptName script) {
        return List.copyOf(lines.getOrDefault(script, new ArrayDeque<>()));
    }

    /** Whether a script of ours said that it goes on without the image before. */
    synchronized boolean fellBack() {
        return fellBack;
    }

    /** Whether that script may have written labels. */
    synchronized boolean mayHaveLabels(ScriptName script) {
        return labelled.contains(script);
    }

    /** What the stage for labels printed, on one platform; empty if there are none. */
    synchronized String labels() {
        return labels.values().stream()
                .map(StringBuilder::toString)
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
    }

    /** Milliseconds by source-to-image's names. */
    synchronized Map<String, Long> stages() {
        return new LinkedHashMap<>(durations);
    }
}
