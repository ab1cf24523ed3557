package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** The real daemons that {@code bin/engines up} started. */
final class RealEngines {
    private final Map<String, String> values;

    private RealEngines(Map<String, String> values) {
        this.values = values;
    }

    /** Skips the test if there are none. */
    static RealEngines get() throws IOException {
        String state = System.getenv().getOrDefault("IMAGE_FARM_ENGINES", "/tmp/image-farm-engines");
        Path file = Path.of(state, "env");
        Assumptions.assumeTrue(Files.isRegularFile(file), "bin/engines is not up: there is no " + file);
        return new RealEngines(Files.readAllLines(file).stream()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(line -> line.replaceFirst("=.*", ""), line -> line.replaceFirst("^[^=]*=", ""))));
    }

    /** Skips the test if it is not known. */
    String value(String name) {
        Assumptions.assumeTrue(values.containsKey(name), "bin/engines gives no " + name);
        return values.get(name);
    }
}
