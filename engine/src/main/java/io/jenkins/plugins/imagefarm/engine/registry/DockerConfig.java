package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code docker login} or {@code podman login} wrote down: {@code config.json} or {@code auth.json}.
 *
 * @param logins those in the file itself
 * @param helpers names of credential helpers by registry
 * @param store the name of the helper for all other registries; empty for none
 */
record DockerConfig(Map<RegistryHost, Login> logins, Map<RegistryHost, String> helpers, String store) {
    /** The whole registry. Podman also writes logins for a part of one, {@code quay.io/team}: these are for nothing else. */
    private static final Pattern WHOLE_REGISTRY = Pattern.compile("(?:https?://)?[^/]+(?:/|/v[12]/?)?");

    static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

    static final DockerConfig EMPTY = new DockerConfig(Map.of(), Map.of(), "");

    /** @throws IOException if the file cannot be read, or not be understood */
    static DockerConfig read(Path file) throws IOException {
        return parse(Files.readAllBytes(file));
    }

    /** @throws IOException if the text cannot be understood */
    static DockerConfig parse(byte[] text) throws IOException {
        JsonNode json = JsonText.object(text);
        Map<RegistryHost, Login> logins = new HashMap<>();
        json.path("auths")
                .fields()
                .forEachRemaining(
                        entry -> login(entry.getValue()).ifPresent(login -> put(logins, entry.getKey(), login)));
        Map<RegistryHost, String> helpers = new HashMap<>();
        json.path("credHelpers")
                .fields()
                .forEachRemaining(
                        entry -> put(helpers, entry.getKey(), entry.getValue().asText()));
        return new DockerConfig(logins, helpers, json.path("credsStore").asText());
    }

    /** A name that is written as in image names counts more than another form of it. */
    private static <T> void put(Map<RegistryHost, T> map, String key, T value) {
        if (!WHOLE_REGISTRY.matcher(key).matches()) {
            return;
        }
        RegistryHost host = new RegistryHost(key);
        if (key.equals(host.name()) || key.equals(DOCKER_HUB_KEY)) {
            map.put(host, value);
        } else {
            map.putIfAbsent(host, value);
        }
    }

    /** As Docker reads it (cli/config/configfile): an identity token takes the place of the password. */
    private static Optional<Login> login(JsonNode entry) {
        String identityToken = entry.path("identitytoken").asText();
        if (!identityToken.isEmpty()) {
            return Optional.of(new Login("", identityToken));
        }
        String username = entry.path("username").asText();
        String password = entry.path("password").asText();
        String auth = entry.path("auth").asText();
        if (!auth.isEmpty()) {
            String pair = decode(auth);
            int colon = pair.indexOf(':');
            username = colon < 0 ? "" : pair.substring(0, colon);
            password = pair.substring(colon + 1);
        }
        return username.isEmpty() || password.isEmpty() ? Optional.empty() : Optional.of(new Login(username, password));
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The helper that knows the login of a registry. */
    Optional<String> helper(RegistryHost host) {
        return Optional.ofNullable(helpers.get(host))
                .or(() -> Optional.of(store))
                .filter(name -> !name.isEmpty());
    }
}
