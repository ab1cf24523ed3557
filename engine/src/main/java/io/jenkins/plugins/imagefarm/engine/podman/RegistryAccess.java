package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Podman may use registries, told with each request: logins of those that it may need, in a header (pkg/auth/auth.go), and
 * whether certificates are verified. Podman holds the logins in a file of its own user for as long as the request takes.
 *
 * @param given the logins of this build
 * @param others logins for hosts that those are not for
 * @param registries that are not reached in the usual way
 */
record RegistryAccess(Map<String, Login> given, LoginSource others, List<Registry> registries) {
    private static final String HEADER = "X-Registry-Config";
    private static final Pattern IMAGE_NAME =
            Pattern.compile("(?im)(?:^\\s*FROM\\s+(?:--\\S+\\s+)*|--from=|\\bfrom=)([^\\s$,]+/[^\\s$,]+)");

    /** For a build: whatever the Dockerfile names may be pulled. */
    RestRequest forBuild(RestRequest request, String dockerfile) {
        Set<RegistryHost> named = namedIn(dockerfile);
        Map<RegistryHost, Login> logins = new LinkedHashMap<>();
        // A name may come of a build argument, so all that were given for this build go along.
        given.forEach((host, login) -> logins.put(new RegistryHost(host), login));
        named.forEach(host -> login(host, logins));
        boolean insecure = named.stream().anyMatch(this::isInsecure);
        return with(insecure ? request.with("tlsVerify", "false") : request, logins);
    }

    /** For a push to this registry. */
    RestRequest forPush(RestRequest request, RegistryHost host) {
        Map<RegistryHost, Login> logins = new LinkedHashMap<>();
        LoginSource.of(given).login(host).ifPresent(login -> logins.put(host, login));
        login(host, logins);
        return with(isInsecure(host) ? request.with("tlsVerify", "false") : request, logins);
    }

    private void login(RegistryHost host, Map<RegistryHost, Login> logins) {
        if (!logins.containsKey(host)) {
            others.login(host).ifPresent(login -> logins.put(host, login));
        }
    }

    private boolean isInsecure(RegistryHost host) {
        return registries.stream()
                .anyMatch(registry -> registry.insecure() && new RegistryHost(registry.host()).equals(host));
    }

    private static Set<RegistryHost> namedIn(String dockerfile) {
        Set<RegistryHost> hosts = new HashSet<>();
        Matcher name = IMAGE_NAME.matcher(dockerfile);
        while (name.find()) {
            try {
                hosts.add(new RegistryHost(ImageReference.valueOf(name.group(1)).registry()));
            } catch (ProblemException e) {
                // Podman will say what is wrong with it.
            }
        }
        return hosts;
    }

    private static RestRequest with(RestRequest request, Map<RegistryHost, Login> logins) {
        if (logins.isEmpty()) {
            return request;
        }
        Map<String, Object> header = new LinkedHashMap<>();
        logins.forEach((host, login) -> header.put(host.name(), header(host, login)));
        byte[] json = Wire.write(header).getBytes(StandardCharsets.UTF_8);
        return request.header(HEADER, Base64.getUrlEncoder().encodeToString(json));
    }

    private static Map<String, String> header(RegistryHost host, Login login) {
        if (login.username().isEmpty()) {
            throw new ProblemException(Problem.user(
                    "Podman's API takes no identity token, which is the login for " + host,
                    "Give a user and a password, or an access token with its user."));
        }
        return Map.of("username", login.username(), "password", login.password());
    }
}
