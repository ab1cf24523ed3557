package io.jenkins.plugins.imagefarm.config.connection;

import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Whom to believe to be a registry. */
final class RegistryTls {
    private RegistryTls() {}

    /** @throws GeneralSecurityException if the registry's certificates cannot be used */
    static SSLContext context(Registry registry) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        if (registry.insecure()) {
            context.init(null, new TrustManager[] {new TrustsAnyone()}, null);
        } else if (registry.caCertificate() == null) {
            context.init(null, null, null);
        } else {
            context.init(null, trusting(PemCertificates.parse(registry.caCertificate())), null);
        }
        return context;
    }

    /** The given authorities and the system's: the tokens of a private registry may come from a public server. */
    private static TrustManager[] trusting(List<X509Certificate> given) throws GeneralSecurityException, IOException {
        List<X509Certificate> authorities = new ArrayList<>(given);
        for (TrustManager system : managers(null)) {
            if (system instanceof X509TrustManager manager) {
                authorities.addAll(Arrays.asList(manager.getAcceptedIssuers()));
            }
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca-" + i, authorities.get(i));
        }
        return managers(store);
    }

    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /**
     * For registries that an administrator marked as insecure. An <i>extended</i> manager, because the JDK adds its check of
     * the host's name to any other.
     */
    private static final class TrustsAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
