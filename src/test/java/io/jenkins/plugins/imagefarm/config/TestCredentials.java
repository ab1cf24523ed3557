package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.ModelObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import jenkins.model.Jenkins;

/** Credentials for tests, whose password is unlike anything else, so that it can be searched for. */
final class TestCredentials {
    static final String USER = "tester";
    static final String PASSWORD = "p4ssw0rd-e1b7";

    private TestCredentials() {}

    static UsernamePasswordCredentialsImpl login(String id, CredentialsScope scope, String user, String password)
            throws Exception {
        return new UsernamePasswordCredentialsImpl(scope, id, null, user, password);
    }

    static void addLogin(String id, CredentialsScope scope) throws Exception {
        add(login(id, scope, USER, PASSWORD));
    }

    static void add(Credentials credentials) throws Exception {
        addTo(Jenkins.get(), credentials);
    }

    /** @param folder or Jenkins itself */
    static void addTo(ModelObject folder, Credentials credentials) throws Exception {
        CredentialsProvider.lookupStores(folder).iterator().next().addCredentials(Domain.global(), credentials);
    }

    /** A certificate in PEM form, as it is kept. */
    static String authority() throws Exception {
        try (InputStream in = TestCredentials.class.getResourceAsStream("authority.pem")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }
}
