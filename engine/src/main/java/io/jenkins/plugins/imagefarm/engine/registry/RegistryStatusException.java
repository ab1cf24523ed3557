package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.IOException;

/** A registry can be reached, but answers that it cannot work. */
final class RegistryStatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient HttpReply reply;

    RegistryStatusException(HttpReply reply) {
        super(reply.toString());
        this.reply = reply;
    }

    HttpReply reply() {
        return reply;
    }
}
