package io.jenkins.plugins.imagefarm.fake;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The real daemons and registries that {@code bin/engines} started; a test that needs one that is not there is skipped. */
public final class Engines {
    private static final Map<String, String> VALUES = read();

    private Engines() {}

    public static String docker() {
        return "unix://" + value("IMAGE_FARM_DOCKER_SOCK");
    }

    public static String buildkitd() {
        return "unix://" + value("IMAGE_FARM_BUILDKITD_SOCK");
    }

    /** Speaks plain http. */
    public static String plainRegistry() {
        return value("IMAGE_FARM_REGISTRY_PLAIN");
    }

    public static String baseImage() {
        return value("IMAGE_FARM_BASE_IMAGE");
    }

    /** The text of a certificate, such as that of the registries' authority, {@code ca.crt}. */
    public static String pem(String name) throws IOException {
        return Files.readString(Path.of(value("IMAGE_FARM_CERTS"), name));
    }

    public static String value(String name) {
        String value = VALUES.get(name);
        assumeTrue(value != null, name + " is not known: start the engines with bin/engines up");
        return value;
    }

    private static Map<String, String> read() {
        Path file = Path.of(System.getenv().getOrDefault("IMAGE_FARM_ENGINES", "/tmp/image-farm-engines"), "env");
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
        } catch (IOException e) {
            return Map.of();
        }
    }
}
