package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The logins that Docker or Podman would use: those of one of their files, and of the credential helpers it names. The
 * file is read when the first login is needed.
 */
public final class DockerConfigLogins implements LoginSource {
    /** The shortest-lived logins a helper is known to give live five minutes (Google's workload identity). */
    private static final Duration HELPER_ANSWER_IS_GOOD_FOR = Duration.ofMinutes(4);

    private record Known(Optional<Login> login, Instant until) {}

    /** Finds a helper by the name a file gives it. */
    @FunctionalInterface
    interface Helpers {
        CredentialHelper named(String name) throws IOException;
    }

    private final Path file;
    private final boolean mustExist;
    private final Consumer<String> log;
    private final Clock clock;
    private final Helpers helpers;
    private final Map<RegistryHost, Known> helped = new HashMap<>();
    private DockerConfig config;

    /**
     * @param file {@code config.json} or {@code auth.json}
     * @param mustExist say so in the log if there is none
     * @param log gets one line if the file or a helper does not work
     */
    public DockerConfigLogins(Path file, boolean mustExist, Consumer<String> log) {
        this(file, mustExist, log, Clock.systemUTC(), CredentialHelper::named);
    }

    DockerConfigLogins(Path file, boolean mustExist, Consumer<String> log, Clock clock, Helpers helpers) {
        this.file = file;
        this.mustExist = mustExist;
        this.log = log;
        this.clock = clock;
        this.helpers = helpers;
    }

    /**
     * Docker's file, and for what it does not know Podman's, where both programs look for them.
     *
     * @param environment variables
     * @param home the user's home directory
     * @param log gets one line if a file or a helper does not work
     */
    public static LoginSource ofUser(Map<String, String> environment, Path home, Consumer<String> log) {
        String dockerFolder = environment.getOrDefault("DOCKER_CONFIG", "");
        LoginSource docker = dockerFolder.isEmpty()
                ? new DockerConfigLogins(home.resolve(".docker/config.json"), false, log)
                : new DockerConfigLogins(Path.of(dockerFolder, "config.json"), true, log);
        String named = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
        if (!named.isEmpty()) {
            return docker.orElse(new DockerConfigLogins(Path.of(named), true, log));
        }
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        // containers-auth.json(5): Podman's file on Linux, and elsewhere.
        LoginSource elsewhere = new DockerConfigLogins(home.resolve(".config/containers/auth.json"), false, log);
        return docker.orElse(
                runtime.isEmpty()
                        ? elsewhere
                        : new DockerConfigLogins(Path.of(runtime, "containers/auth.json"), false, log)
                                .orElse(elsewhere));
    }

    /**
     * The logins that stand in a text of the same form; helpers that it names are not asked.
     *
     * @throws IOException if it cannot be understood
     */
    public static LoginSource in(byte[] text) throws IOException {
        Map<RegistryHost, Login> logins = DockerConfig.parse(text).logins();
        return host -> Optional.ofNullable(logins.get(host));
    }

    @Override
    public synchronized Optional<Login> login(RegistryHost host) {
        if (config == null) {
            config = read();
        }
        return config.helper(host)
                .flatMap(name -> ask(name, host))
                .or(() -> Optional.ofNullable(config.logins().get(host)));
    }

    private DockerConfig read() {
        try {
            return DockerConfig.read(file);
        } catch (NoSuchFileException e) {
            if (mustExist) {
                log.accept("There are no registry logins in " + file + ": there is no such file.");
            }
        } catch (IOException e) {
            log.accept("The registry logins in " + file + " are not used: it cannot be read: " + e.getMessage());
        }
        return DockerConfig.EMPTY;
    }

    private Optional<Login> ask(String helper, RegistryHost host) {
        Instant now = clock.instant();
        Known known = helped.get(host);
        if (known == null || known.until().isBefore(now)) {
            known = new Known(askAnew(helper, host), now.plus(HELPER_ANSWER_IS_GOOD_FOR));
            helped.put(host, known);
        }
        return known.login();
    }

    private Optional<Login> askAnew(String helper, RegistryHost host) {
        boolean dockerHub = host.equals(new RegistryHost(DockerConfig.DOCKER_HUB_KEY));
        try {
            return helpers.named(helper).get(dockerHub ? DockerConfig.DOCKER_HUB_KEY : host.name());
        } catch (IOException e) {
            log.accept("There is no login for the registry " + host + " from the credential helper that " + file
                    + " names: " + e.getMessage());
            return Optional.empty();
        }
    }
}
