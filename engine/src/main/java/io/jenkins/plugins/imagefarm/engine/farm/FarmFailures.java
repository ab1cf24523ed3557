package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What failed where in a build, so that one problem can tell it all. */
final class FarmFailures {
    private final FarmRules rules;
    private final Map<Platform, List<String>> lost = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    FarmFailures(FarmRules rules) {
        this.rules = rules;
    }

    /** The node was lost, and its platforms are built elsewhere. */
    void moved(PartBuild part) {
        part.assignment()
                .platforms()
                .forEach(share -> lost.computeIfAbsent(share.platform(), unused -> new ArrayList<>())
                        .add(part.assignment().node() + ": " + part.problem().cause()));
    }

    /** There is no node for what is wanted; that says by itself which node failed before. */
    void refused(Problem problem) {
        problems.add(problem);
    }

    void failed(PartBuild part) {
        Problem problem = part.problem();
        List<String> before = part.assignment().platforms().stream()
                .map(Assignment.Share::platform)
                .flatMap(platform -> lost.getOrDefault(platform, List.of()).stream())
                .distinct()
                .toList();
        boolean plain = rules.oneNode() && problem.fault() == Fault.USER;
        String cause = (plain ? "" : part.part() + ": ")
                + problem.cause()
                + (before.isEmpty() ? "" : "; before that " + String.join("; ", before));
        problems.add(new Problem(problem.fault(), cause, problem.advice()));
    }

    /** @throws ProblemException the user's fault if one of them is: trying again would give the same */
    void throwIfAny() {
        if (problems.isEmpty()) {
            return;
        }
        Problem worst =
                problems.stream().min(Comparator.comparing(Problem::fault)).orElseThrow();
        String causes = problems.stream().map(Problem::cause).collect(Collectors.joining("; "));
        throw new ProblemException(new Problem(worst.fault(), causes, worst.advice()));
    }
}
