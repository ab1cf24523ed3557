package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the step returns: a map of plain values, which a Pipeline may keep, and its sandbox lets it read. */
final class ResultMap {
    private ResultMap() {}

    static Map<String, Object> of(BuildResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("state", result.state().name());
        map.put("digest", text(result.digest()));
        map.put("imageId", text(result.imageId()));
        map.put("images", texts(result.images()));
        map.put("tags", texts(result.tags()));
        map.put("pushed", result.pushed());
        map.put("platforms", texts(result.platforms()));
        map.put("metadata", new HashMap<>(result.metadata()));
        map.put("builder", result.builder());
        map.put("startedAt", result.startedAt());
        map.put("durationMs", result.durationMs());
        map.put("cachedSteps", result.cachedSteps());
        map.put("totalSteps", result.totalSteps());
        map.put("warnings", new ArrayList<>(result.warnings()));
        Problem problem = result.problem();
        map.put("failureReason", text(problem));
        map.put("fault", problem == null ? null : problem.fault().name().toLowerCase(Locale.ROOT));
        return map;
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
