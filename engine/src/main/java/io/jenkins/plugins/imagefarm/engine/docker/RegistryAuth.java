package io.jenkins.plugins.imagefarm.engine.docker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A login as Docker's API takes it. */
final class RegistryAuth {
    private static final JsonMapper MAPPER = new JsonMapper();

    private RegistryAuth() {}

    /** The value of {@code X-Registry-Auth}, which must be there even if there is no login. */
    static String header(String registry, Optional<Login> login) {
        ObjectNode auth = MAPPER.createObjectNode();
        login.ifPresent(known -> {
            auth.put("serveraddress", registry);
            if (known.username().isEmpty()) {
                auth.put("identitytoken", known.password());
            } else {
                auth.put("username", known.username()).put("password", known.password());
            }
        });
        return Base64.getUrlEncoder().encodeToString(auth.toString().getBytes(StandardCharsets.UTF_8));
    }
}
