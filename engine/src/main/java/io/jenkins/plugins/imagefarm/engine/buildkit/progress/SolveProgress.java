package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexLog;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a builder has told about one solve so far. No clock, no output: the same messages always give the same.
 *
 * <p>A step is told of when there is something to show of it: when it starts, or has output.
 */
public final class SolveProgress {
    /** The order in which progressui prints what one message brings. */
    private static final Comparator<Step> BY_END =
            Comparator.comparing(step -> step.isCompleted() ? step.completedAt() : Instant.MAX);

    /** By vertex digest; members of a group have the group's step. */
    private final Map<String, Step> stepByVertex = new HashMap<>();

    private final Map<String, StepGroup> groups = new HashMap<>();
    private final Map<String, Boolean> cachedByVertex = new LinkedHashMap<>();
    private final Set<Step> shown = new LinkedHashSet<>();
    private final List<Warning> warnings = new ArrayList<>();
    private final WaitingList<VertexLog> waitingLogs = new WaitingList<>(VertexLog::getVertex);
    private final WaitingList<VertexStatus> waitingStatuses = new WaitingList<>(VertexStatus::getVertex);
    private int nextNumber;

    public SolveProgress() {
        this(1);
    }

    /** @param firstNumber the number of the first step, to go on where an earlier try of the same build ended */
    public SolveProgress(int firstNumber) {
        this.nextNumber = firstNumber;
    }

    /** Takes a message. */
    public ProgressUpdate apply(StatusResponse status) {
        Set<Step> changed = vertexes(status.getVertexesList());
        shown.addAll(changed);
        List<Transfer> transfers = waitingStatuses.admit(status.getStatusesList(), this::isShown).stream()
                .map(this::transfer)
                .toList();
        List<Warning> newWarnings = status.getWarningsList().stream()
                .map(warning -> Warning.of(stepByVertex.get(warning.getVertex()), warning))
                .toList();
        warnings.addAll(newWarnings);
        List<LogChunk> logs = waitingLogs.admit(status.getLogsList(), this::isShown).stream()
                .map(this::log)
                .toList();
        return new ProgressUpdate(changed, transfers, newWarnings, logs);
    }

    /** All steps there was something to show of, in the order in which they came. */
    public List<Step> steps() {
        return List.copyOf(shown);
    }

    /** The number that the next step gets. */
    public int nextNumber() {
        return nextNumber;
    }

    /** The step of a vertex, for instance of the one that an error names. */
    public Optional<Step> step(String vertexDigest) {
        return Optional.ofNullable(stepByVertex.get(vertexDigest));
    }

    /** The first step that failed of itself; caches fail no build. */
    public Optional<Step> failedStep() {
        return shown.stream()
                .filter(step -> step.state() == StepState.FAILED && !step.isOfCache())
                .findFirst();
    }

    /** As BuildKit counts NumTotalSteps of its history record: every vertex, also those that never started. */
    public int totalSteps() {
        return cachedByVertex.size();
    }

    /** As BuildKit counts NumCachedSteps: every vertex that was cached at any time. */
    public int cachedSteps() {
        return (int) cachedByVertex.values().stream().filter(cached -> cached).count();
    }

    /** All warnings, one line each; a build for several platforms is warned of the same several times. */
    public List<String> warnings() {
        return warnings.stream().map(Warning::oneLine).distinct().toList();
    }

    private Set<Step> vertexes(List<Vertex> vertexes) {
        Set<Step> changed = new LinkedHashSet<>();
        Set<StepGroup> touched = new LinkedHashSet<>();
        for (Vertex vertex : vertexes) {
            cachedByVertex.merge(vertex.getDigest(), vertex.getCached(), Boolean::logicalOr);
            if (vertex.hasProgressGroup()) {
                StepGroup group = group(vertex);
                group.put(vertex);
                touched.add(group);
            } else if (stepByVertex
                    .computeIfAbsent(vertex.getDigest(), this::newStep)
                    .update(vertex)) {
                changed.add(stepByVertex.get(vertex.getDigest()));
            }
        }
        for (StepGroup group : touched) {
            if (group.refresh() && !group.isHidden() && group.step().isStarted()) {
                changed.add(group.step());
            }
        }
        return changed.stream().sorted(BY_END).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private StepGroup group(Vertex member) {
        StepGroup group = groups.computeIfAbsent(
                member.getProgressGroup().getId(),
                id -> new StepGroup(newStep(id), member.getProgressGroup().getName()));
        stepByVertex.put(member.getDigest(), group.step());
        return group;
    }

    /** Whether there is a step to show this with. */
    private boolean isShown(String vertexDigest) {
        Step step = stepByVertex.get(vertexDigest);
        if (step == null
                || (groups.containsKey(step.id()) && groups.get(step.id()).isHidden())) {
            return false;
        }
        shown.add(step);
        return true;
    }

    private Step newStep(String id) {
        return new Step(id, () -> nextNumber++);
    }

    private Transfer transfer(VertexStatus status) {
        return new Transfer(
                stepByVertex.get(status.getVertex()),
                status.getId(),
                status.getCurrent(),
                status.getTotal(),
                WireTime.instant(status.getTimestamp()),
                status.hasStarted() ? WireTime.instant(status.getStarted()) : null,
                status.hasCompleted() ? WireTime.instant(status.getCompleted()) : null);
    }

    private LogChunk log(VertexLog log) {
        Step step = stepByVertex.get(log.getVertex());
        LogChunk chunk = new LogChunk(
                step, step.since(WireTime.instant(log.getTimestamp())), log.getStream() == 2, log.getMsg());
        step.log(chunk);
        return chunk;
    }
}
