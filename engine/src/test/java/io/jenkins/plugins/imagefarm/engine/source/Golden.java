package io.jenkins.plugins.imagefarm.engine.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A question and BuildKit's own answer to it; {@code src/test/go/golden.go} makes them.
 *
 * @param answer a boolean for a path, the paths found for a tree, or "error"
 */
record Golden(
        List<String> patterns,
        String path,
        List<String> includes,
        List<String> excludes,
        List<String> followPaths,
        Object answer) {
    static final String ERROR = "error";

    Golden {
        includes = includes == null ? List.of() : includes;
        excludes = excludes == null ? List.of() : excludes;
        followPaths = followPaths == null ? List.of() : followPaths;
    }

    static Stream<Golden> read(String name) throws IOException {
        ObjectReader reader = new ObjectMapper().readerFor(Golden.class);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(reader.<Golden>readValues(Golden.class.getResource(name)), 0),
                false);
    }

    Selection selection() {
        return new Selection(includes, excludes, followPaths);
    }

    @Override
    public String toString() {
        return patterns != null ? patterns + " " + path : selection().toString();
    }
}
