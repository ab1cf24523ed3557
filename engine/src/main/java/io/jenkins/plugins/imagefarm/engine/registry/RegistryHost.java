package io.jenkins.plugins.imagefarm.engine.registry;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A registry by host and optional port, as it stands in image names. Docker Hub's several names are one.
 *
 * @param name for instance {@code localhost:5000}; {@code docker.io} for Docker Hub
 */
public record RegistryHost(String name) {
    private static final String DOCKER_HUB = "docker.io";

    /** Where Docker Hub's images really are; BuildKit asks for its login and its tokens under this name. */
    private static final String DOCKER_HUB_ADDRESS = "registry-1.docker.io";

    private static final Set<String> DOCKER_HUB_NAMES = Set.of(DOCKER_HUB, "index.docker.io", DOCKER_HUB_ADDRESS);

    private static final Pattern SCHEME = Pattern.compile("^[a-z][a-z0-9+.-]*://");
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1]");

    public RegistryHost {
        name = SCHEME.matcher(name.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
        int slash = name.indexOf('/');
        name = slash < 0 ? name : name.substring(0, slash);
        name = DOCKER_HUB_NAMES.contains(name) ? DOCKER_HUB : name;
    }

    /** Host and optional port to connect to. */
    public String address() {
        return name.equals(DOCKER_HUB) ? DOCKER_HUB_ADDRESS : name;
    }

    /** Whether the registry is on this machine: {@code localhost}, 127.0.0.0/8 or ::1. Docker trusts these without TLS. */
    public boolean isLoopback() {
        return LOOPBACK.matcher(PORT.matcher(name).replaceFirst("")).matches();
    }

    @Override
    public String toString() {
        return name;
    }
}
