package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.IOException;
import java.security.GeneralSecurityException;

/** The certificate authority given for a registry is not PEM text of a certificate. */
final class UnreadableCertificateException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableCertificateException(GeneralSecurityException cause) {
        super(cause.getMessage(), cause);
    }
}
