package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Failure;
import io.jenkins.plugins.imagefarm.config.connection.PemCertificates;
import java.security.cert.CertificateException;

/** The certificate authorities of a registry as PEM text. */
final class CaCertificate {
    private CaCertificate() {}

    /**
     * Parses what a user pasted.
     *
     * @return the text without surrounding blanks; null if there is none
     * @throws Failure if it is not one or more certificates
     */
    @CheckForNull
    static String parse(@CheckForNull String text) {
        // Browsers send other line ends than files have; what is stored should not depend on where it came from.
        String pem = Util.fixNull(text).replace("\r\n", "\n").strip();
        if (pem.isEmpty()) {
            return null;
        }
        if (pem.contains("PRIVATE KEY-----")) {
            // Configuration is not encrypted and is exported as it stands.
            throw new Failure(Messages.CaCertificate_key());
        }
        try {
            PemCertificates.parse(pem);
        } catch (CertificateException e) {
            throw new Failure(Messages.CaCertificate_invalid());
        }
        return pem;
    }
}
