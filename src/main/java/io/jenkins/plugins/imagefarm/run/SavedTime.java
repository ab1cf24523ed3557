package io.jenkins.plugins.imagefarm.run;

import hudson.model.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a cache saved an image build: the time that its cached steps took when an earlier run of the job carried them out. Builders do not tell
 * it: what they keep of a step is its result. A step counts nothing that no earlier run had, or of which that is too long ago.
 */
record SavedTime(Run<?, ?> run, String stepId) {
    private static final int MOST_RUNS = 10;

    /** Of events that are read for it. */
    private static final long MOST_BYTES = 16L << 20;

    /** Another step in a Dockerfile moves those behind it. */
    private static final Pattern POSITION = Pattern.compile("\\b\\d+/\\d+\\b");

    long ms() throws IOException {
        List<String> cached = StepsRead.of(KeptEvents.file(run, stepId), 0).steps().stream()
                .filter(step -> step.state().equals(StepRow.CACHED))
                .map(SavedTime::instruction)
                .toList();
        Map<String, Long> times = new HashMap<>();
        long bytes = 0;
        Run<?, ?> earlier = run.getPreviousBuild();
        for (int i = 0; i < MOST_RUNS && earlier != null && !times.keySet().containsAll(cached); i++) {
            for (Path events : events(earlier)) {
                bytes += Files.size(events);
                if (bytes <= MOST_BYTES) {
                    StepsRead.of(events, 0).steps().stream()
                            .filter(step -> step.state().equals(StepRow.DONE))
                            .forEach(step -> times.putIfAbsent(instruction(step), step.durationMs()));
                }
            }
            earlier = earlier.getPreviousBuild();
        }
        return cached.stream().mapToLong(step -> times.getOrDefault(step, 0L)).sum();
    }

    private static List<Path> events(Run<?, ?> run) {
        ImageBuildAction builds = run.getAction(ImageBuildAction.class);
        return builds == null ? List.of() : builds.events();
    }

    private static String instruction(StepRow step) {
        return POSITION.matcher(step.name()).replaceFirst("");
    }
}
