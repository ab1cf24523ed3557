package io.jenkins.plugins.imagefarm.kubernetes;

import hudson.remoting.RemoteOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import jenkins.security.MasterToSlaveCallable;

/** Starts the machine's end of a {@link PodTunnel}. */
final class OpenTunnel extends MasterToSlaveCallable<TunnelEnd, IOException> {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String pod;
    private final ArrayList<RemoteOutputStream> sinks;

    /** @param sinks the controller's, one a connection */
    OpenTunnel(String pod, List<RemoteOutputStream> sinks) {
        this.pod = pod;
        this.sinks = new ArrayList<>(sinks);
    }

    @Override
    public TunnelEnd call() throws IOException {
        return TunnelListener.start(pod, sinks);
    }
}
