package io.jenkins.plugins.imagefarm.kubernetes;

import hudson.remoting.RemoteOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The machine's end of a {@link PodTunnel}, as it is known to the controller. */
final class TunnelEnd implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int port;
    private final ArrayList<RemoteOutputStream> sinks;

    TunnelEnd(int port, List<RemoteOutputStream> sinks) {
        this.port = port;
        this.sinks = new ArrayList<>(sinks);
    }

    int port() {
        return port;
    }

    /** One a connection; closing any of them closes the tunnel. */
    List<RemoteOutputStream> sinks() {
        return List.copyOf(sinks);
    }
}
