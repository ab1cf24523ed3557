package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.RegistryMirror;
import io.jenkins.plugins.imagefarm.engine.registry.DockerConfigLogins;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How registries are reached, and as whom. */
final class RegistryOptions {
    @Option(
            names = "--auth-stdin",
            description =
                    "Read registry logins from standard input, in the form of Docker's config.json. They go before those in the file.")
    private boolean authStdin;

    @Option(
            names = "--registry-insecure",
            paramLabel = "HOST",
            description = "A registry without TLS, or with a certificate not to be verified. May be repeated.")
    private List<String> insecureRegistries = new ArrayList<>();

    @Option(
            names = "--registry-ca",
            paramLabel = "HOST=FILE",
            description = "Certificate authority of a registry, PEM. May be repeated.")
    private List<String> registryCas = new ArrayList<>();

    @Option(
            names = "--registry-mirror",
            paramLabel = "HOST=MIRROR",
            description = "Where the engine looks for a registry's images first, host[:port][/path]. May be repeated.")
    private List<String> registryMirrors = new ArrayList<>();

    boolean readsInput() {
        return authStdin;
    }

    List<Registry> registries() {
        Map<String, String> authorities = Pairs.of(registryCas);
        Map<String, List<RegistryMirror>> mirrors = new LinkedHashMap<>();
        for (String mirror : registryMirrors) {
            Pairs.of(List.of(mirror))
                    .forEach((host, address) -> mirrors.computeIfAbsent(host, unused -> new ArrayList<>())
                            .add(RegistryMirror.valueOf(address)));
        }
        return Stream.of(authorities.keySet(), insecureRegistries, mirrors.keySet())
                .flatMap(Collection::stream)
                .distinct()
                .map(host -> new Registry(
                        host,
                        insecureRegistries.contains(host),
                        FileArgument.text(authorities.get(host)),
                        mirrors.get(host)))
                .toList();
    }

    /** How they are reached. */
    Registries known() {
        return new Registries(registries());
    }

    LoginSource logins(InputStream input, PrintStream log) {
        LoginSource known = Engine.userLogins(log);
        if (!authStdin) {
            return known;
        }
        try {
            return DockerConfigLogins.in(input.readAllBytes()).orElse(known);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.user(
                            "The registry logins on standard input cannot be read: " + e.getMessage(),
                            "They have the form of Docker's config.json."),
                    e);
        }
    }
}
