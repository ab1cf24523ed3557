package io.jenkins.plugins.imagefarm.engine.transport;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.fault.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * The far side of SSH as a test sees it from here: the runtime folder of a Podman node's user, where the test may put sockets of
 * its own.
 */
public final class FarSide {
    private static final Builder NODE = Engines.podman5();

    private FarSide() {}

    /** Where a socket has to be made so that it is at {@link #builder} for the node's user. */
    public static Path socket() {
        Path podman = Path.of(Engines.value("IMAGE_FARM_PODMAN5_NODE1_SOCK"));
        return podman.resolveSibling("test-" + UUID.randomUUID() + ".sock");
    }

    /** The socket as it is reached by SSH, once it is there. */
    public static Builder builder(Path socket) throws IOException {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        return withPath(socket.getFileName().toString());
    }

    /** As {@link #builder} of a socket that is not there. */
    public static Builder missing() {
        return withPath("nothing.sock");
    }

    private static Builder withPath(String name) {
        return with(URI.create(NODE.uri()).resolve(name).toString(), NODE.knownHosts());
    }

    /** The same through a proxy, whose address is known as that of the node. */
    public static Builder through(TcpProxy proxy, Builder builder) {
        String there = ":" + URI.create(builder.uri()).getPort();
        String here = ":" + URI.create(proxy.builder().uri()).getPort();
        return with(builder.uri().replace(there, here), builder.knownHosts().replace(there + " ", here + " "));
    }

    /** Some address whose host has the node's key. */
    public static Builder at(String uri, String host) {
        return with(uri, NODE.knownHosts().replaceAll("(?m)^\\S+", host));
    }

    private static Builder with(String uri, String knownHosts) {
        return new Builder(NODE.name(), uri, NODE.type(), knownHosts);
    }
}
