package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import java.io.IOException;

/** The other side wants no more of a transfer; the reason is its own. */
final class TransferEndedException extends IOException {
    private static final long serialVersionUID = 1L;

    TransferEndedException() {
        super("the transfer has ended");
    }
}
