package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuiltPlatform;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.S2iReport;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What the step returns: a map of plain values, which a Pipeline may keep, and its sandbox lets it read. */
final class ResultMap {
    private ResultMap() {}

    /**
     * @param parts whether the platforms are told with what each became, rather than by name only
     * @param savedMs what the cache saved
     */
    static Map<String, Object> of(BuildResult result, boolean parts, long savedMs) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("state", result.state().name());
        map.put("reason", result.reason());
        map.put("digest", text(result.digest()));
        map.put("imageId", text(result.imageId()));
        map.put("images", texts(result.images()));
        map.put("tags", texts(result.tags()));
        map.put("pushed", result.pushed());
        if (parts) {
            map.put("platforms", platforms(result.parts()));
            map.put("schedule", schedule(result.plan()));
        } else {
            map.put("platforms", texts(result.platforms()));
        }
        map.put("size", result.size() == null ? null : result.size().bytes());
        map.put("sizes", sizes(result.size()));
        map.put("commit", result.commit());
        map.put("attestations", attestations(result.attestations()));
        map.put("metadata", new HashMap<>(result.metadata()));
        map.put("builder", result.builder());
        map.put("startedAt", result.startedAt());
        map.put("durationMs", result.durationMs());
        map.put("cachedSteps", result.cachedSteps());
        map.put("totalSteps", result.totalSteps());
        map.put("savedMs", savedMs);
        map.put("warnings", new ArrayList<>(result.warnings()));
        Problem problem = result.problem();
        map.put("failureReason", text(problem));
        map.put("fault", problem == null ? null : problem.fault().name().toLowerCase(Locale.ROOT));
        if (result.s2i() != null) {
            put(result.s2i(), problem, map);
        }
        return map;
    }

    /** The reason is source-to-image's word for it, so the problem itself has another name. */
    private static void put(S2iReport report, Problem problem, Map<String, Object> map) {
        map.put("protocol", report.protocol().name().toLowerCase(Locale.ROOT));
        map.put("scriptsFrom", new LinkedHashMap<>(report.scriptsFrom()));
        map.put("incrementalUsed", report.incrementalUsed());
        map.put("stages", new LinkedHashMap<>(report.stages()));
        map.put("labels", new LinkedHashMap<>(report.labels()));
        map.put(
                "failureReason",
                report.reason() == null ? text(problem) : report.reason().text());
        map.put("problem", text(problem));
    }

    private static Map<String, Object> platforms(List<BuiltPlatform> parts) {
        Map<String, Object> platforms = new LinkedHashMap<>();
        for (BuiltPlatform part : parts) {
            Map<String, Object> built = new LinkedHashMap<>();
            built.put("digest", text(part.digest()));
            built.put("node", part.node());
            built.put("native", !part.emulated());
            built.put("durationMs", part.durationMs());
            platforms.put(part.platform().toString(), built);
        }
        return platforms;
    }

    private static Map<String, Long> sizes(ImageSize size) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        if (size != null) {
            size.parts().forEach(part -> sizes.put(part.platform().toString(), part.bytes()));
        }
        return sizes;
    }

    private static List<Map<String, Object>> attestations(List<Statement> statements) {
        List<Map<String, Object>> attestations = new ArrayList<>();
        for (Statement statement : statements) {
            Map<String, Object> attestation = new LinkedHashMap<>();
            attestation.put("kind", statement.kind());
            attestation.put("platform", statement.platform().toString());
            attestation.put("predicateType", statement.predicateType());
            attestation.put("digest", statement.digest().toString());
            attestations.add(attestation);
        }
        return attestations;
    }

    private static List<Map<String, Object>> schedule(List<Assignment> plan) {
        List<Map<String, Object>> schedule = new ArrayList<>();
        for (Assignment assignment : plan) {
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("node", assignment.node());
            node.put("platforms", platforms(assignment, share -> true));
            node.put("emulated", platforms(assignment, Assignment.Share::emulated));
            schedule.add(node);
        }
        return schedule;
    }

    private static List<String> platforms(Assignment assignment, Predicate<Assignment.Share> which) {
        return texts(assignment.platforms().stream()
                .filter(which)
                .map(Assignment.Share::platform)
                .toList());
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    private static List<String> texts(List<?> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.toString()));
        return texts;
    }
}
