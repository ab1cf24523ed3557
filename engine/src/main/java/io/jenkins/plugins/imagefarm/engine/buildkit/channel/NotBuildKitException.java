package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import java.io.IOException;

/** Something answers, but it is known not to be a BuildKit. The message continues a sentence that begins with the address. */
final class NotBuildKitException extends IOException {
    private static final long serialVersionUID = 1L;

    NotBuildKitException(String message) {
        super(message);
    }
}
