package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one engine process, one for each registry and daemon. They cannot be told without a secret that never
 * leaves this process, so no other build gets at tokens that were fetched with a login.
 */
final class TokenAuthorities {
    private static final String MAC = "HmacSHA256";

    private final byte[] secret = new byte[32];

    TokenAuthorities() {
        new SecureRandom().nextBytes(secret);
    }

    /** @param salt the daemon's, new each time it starts */
    TokenAuthority loggedIn(RegistryHost host, byte[] salt) {
        return TokenAuthority.ofSeed(mac(salt, secret, host.name().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The key of everybody without a login. It is the one that BuildKit's own client uses then (getAuthorityKey in its
     * session/auth/authprovider), so that the daemon gives builds each other's anonymous tokens.
     */
    TokenAuthority anonymous(byte[] salt) {
        return TokenAuthority.ofSeed(mac(salt));
    }

    private static byte[] mac(byte[] salt, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(MAC);
            // HMAC fills a short key with zeros (RFC 2104), so one zero is the empty key, which the JDK does not take.
            mac.init(new SecretKeySpec(salt.length == 0 ? new byte[1] : salt, MAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK knows " + MAC, e);
        }
    }
}
