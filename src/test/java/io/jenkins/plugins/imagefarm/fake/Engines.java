package io.jenkins.plugins.imagefarm.fake;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The real daemons and registries that {@code bin/engines} started; a test that needs one that is not there is skipped. */
public final class Engines {
    private Engines() {}

    public static String docker() {
        return "unix://" + value("IMAGE_FARM_DOCKER_SOCK");
    }

    /** Speaks plain http. */
    public static String plainRegistry() {
        return value("IMAGE_FARM_REGISTRY_PLAIN");
    }

    public static String baseImage() {
        return value("IMAGE_FARM_BASE_IMAGE");
    }

    public static String value(String name) {
        String value = System.getenv(name);
        assumeTrue(value != null, name + " is not set: start the engines with bin/engines up");
        return value;
    }
}
