package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngineContract;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.fault.TcpProxy;
import io.jenkins.plugins.imagefarm.engine.podman.PodmanEngine;
import io.jenkins.plugins.imagefarm.engine.transport.FarSide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The contract on a daemon whose socket is on the far side of SSH, by the engine that is chosen for it. */
abstract class SshContract extends BuildEngineContract {
    private TcpProxy socket;

    /** The same daemon as it is reached on this machine. */
    protected abstract Builder daemon();

    @Override
    protected Builder builder() {
        try {
            Path path = FarSide.socket();
            socket = TcpProxy.overUnixSocket(daemon(), path);
            return FarSide.builder(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void closeSocket() throws IOException {
        socket.close();
    }

    @Override
    protected BuildEngine engine() {
        EngineChooser chooser = new EngineChooser(
                new BuilderProbe(Map.of()),
                new BuildKitEngine(new BuilderFinder(Map.of()), host -> Optional.empty()),
                new PodmanEngine(host -> Optional.empty()));
        return (request, secrets, reporter, cancellation) ->
                chooser.build(request, withKeys(secrets), reporter, cancellation);
    }

    private static Secrets withKeys(Secrets secrets) {
        return new Secrets(
                secrets.logins(), secrets.values(), Map.of("", Engines.sshKeys()), secrets.git(), secrets.ssh());
    }
}
