package io.jenkins.plugins.imagefarm.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import java.nio.file.Path;

/** The daemons and registries that {@code bin/engines} started; a test that needs one that is not there is skipped. */
public final class Engines {
    private Engines() {}

    public static Builder docker() {
        return new Builder("unix://" + value("IMAGE_FARM_DOCKER_SOCK"), null);
    }

    public static Builder buildkitd() {
        return new Builder("unix://" + value("IMAGE_FARM_BUILDKITD_SOCK"), null);
    }

    public static Builder buildkitdTcp() {
        return new Builder(value("IMAGE_FARM_BUILDKITD_TCP"), null);
    }

    public static Builder buildkitdTls() {
        return new Builder(
                value("IMAGE_FARM_BUILDKITD_TLS"),
                new Builder.Tls(certificate("ca.crt"), certificate("client.crt"), certificate("client.key")));
    }

    public static String certificate(String name) {
        return Path.of(value("IMAGE_FARM_CERTS"), name).toString();
    }

    public static String plainRegistry() {
        return value("IMAGE_FARM_REGISTRY_PLAIN");
    }

    public static String basicRegistry() {
        return value("IMAGE_FARM_REGISTRY_BASIC");
    }

    public static String baseImage() {
        return value("IMAGE_FARM_BASE_IMAGE");
    }

    /** The peer: a docker client with buildx. */
    public static ProcessBuilder dockerCli(String... arguments) {
        ProcessBuilder process = new ProcessBuilder();
        process.command().add(value("IMAGE_FARM_DOCKER_CLI"));
        process.command().addAll(java.util.List.of(arguments));
        process.environment().put("DOCKER_HOST", docker().uri());
        process.environment().put("DOCKER_CONFIG", value("IMAGE_FARM_DOCKER_CONFIG"));
        return process;
    }

    public static String value(String name) {
        String value = System.getenv(name);
        assumeTrue(value != null, name + " is not set: start the engines with bin/engines up");
        return value;
    }
}
