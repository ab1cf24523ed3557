package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import java.io.IOException;
import java.net.Socket;

/** Opens a connection over which a BuildKit daemon speaks plain HTTP/2; called once, and again if the connection is lost. */
@FunctionalInterface
interface Connector {
    Socket connect() throws IOException;
}
