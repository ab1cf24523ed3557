package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Further build contexts of a step, as {@code NAME=CONTEXT}. */
final class NamedContexts {
    private NamedContexts() {}

    /**
     * @param folder makes of the path of a folder the absolute one on the agent
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if one is no context
     */
    static Map<String, NamedContext> parse(List<String> entries, UnaryOperator<String> folder) {
        Map<String, NamedContext> contexts = new LinkedHashMap<>();
        KeyValues.parse("contexts", entries).forEach((name, text) -> {
            contexts.put(name, NamedContext.valueOf(text).in(folder));
        });
        return contexts;
    }
}
