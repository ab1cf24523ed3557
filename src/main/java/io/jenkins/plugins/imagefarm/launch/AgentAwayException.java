package io.jenkins.plugins.imagefarm.launch;

import java.io.IOException;

/** An agent could not be reached; it may come back. */
final class AgentAwayException extends IOException {
    private static final long serialVersionUID = 1L;

    AgentAwayException(String node) {
        super("Agent " + node + " is not connected");
    }
}
