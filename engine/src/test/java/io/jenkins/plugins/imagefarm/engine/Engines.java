package io.jenkins.plugins.imagefarm.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The daemons and registries that {@code bin/engines up} started; a test that needs one that is not there is skipped. Where they
 * are stands in the file {@code env} of its state folder.
 */
public final class Engines {
    private static final Map<String, String> VALUES = read();

    private Engines() {}

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

    public static Builder docker() {
        return new Builder("unix://" + value("IMAGE_FARM_DOCKER_SOCK"));
    }

    /** One that is older than the containerd image store. */
    public static Builder docker20() {
        return new Builder("unix://" + value("IMAGE_FARM_DOCKER20_SOCK"));
    }

    public static Builder buildkitd() {
        return new Builder("unix://" + value("IMAGE_FARM_BUILDKITD_SOCK"));
    }

    public static Builder buildkitdTcp() {
        return new Builder(value("IMAGE_FARM_BUILDKITD_TCP"));
    }

    public static Builder buildkitdTls() {
        return new Builder(value("IMAGE_FARM_BUILDKITD_TLS"));
    }

    /** Rootless, reached by SSH. */
    public static Builder podman4() {
        return overSsh("IMAGE_FARM_PODMAN4_NODE1_SSH");
    }

    /** Rootless, reached by SSH. */
    public static Builder podman5() {
        return overSsh("IMAGE_FARM_PODMAN5_NODE1_SSH");
    }

    private static Builder overSsh(String name) {
        return new Builder("", value(name), BuilderType.AUTO, text(value("IMAGE_FARM_SSH_KNOWN_HOSTS")));
    }

    /** The same as {@link #podman4()} by its own socket. */
    public static Builder podman4Socket() {
        return new Builder("unix://" + value("IMAGE_FARM_PODMAN4_NODE1_SOCK"));
    }

    /** The same as {@link #podman5()} by its own socket. */
    public static Builder podman5Socket() {
        return new Builder("unix://" + value("IMAGE_FARM_PODMAN5_NODE1_SOCK"));
    }

    /** For {@link #podman4()} and {@link #podman5()}. */
    public static BuilderKeys sshKeys() {
        return BuilderKeys.ssh(text(value("IMAGE_FARM_SSH_KEY")), null);
    }

    /** For {@link #buildkitdTls()}. */
    public static BuilderKeys buildkitdKeys() {
        return BuilderKeys.tls(pem("ca.crt"), pem("client.crt"), pem("client.key"));
    }

    /** The text of {@link #certificate}. */
    public static String pem(String name) {
        return text(certificate(name));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** The URL of a server that speaks S3. */
    public static String s3() {
        return value("IMAGE_FARM_S3");
    }

    public static String s3Bucket() {
        return value("IMAGE_FARM_S3_BUCKET");
    }

    public static String s3KeyId() {
        return value("IMAGE_FARM_S3_KEY_ID");
    }

    public static String s3Key() {
        return value("IMAGE_FARM_S3_KEY");
    }

    public static String baseImage() {
        return value("IMAGE_FARM_BASE_IMAGE");
    }

    /** The peer: a docker client with buildx. */
    public static ProcessBuilder dockerCli(String... arguments) {
        ProcessBuilder process = new ProcessBuilder();
        process.command().add(value("IMAGE_FARM_DOCKER_CLI"));
        process.command().addAll(List.of(arguments));
        process.environment().put("DOCKER_HOST", docker().uri());
        process.environment().put("DOCKER_CONFIG", value("IMAGE_FARM_DOCKER_CONFIG"));
        return process;
    }

    public static String value(String name) {
        String value = VALUES.get(name);
        assumeTrue(value != null, name + " is not known: start the engines with bin/engines up");
        return value;
    }
}
