package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ControlGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ListWorkersRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.WorkerRecord;
import io.jenkins.plugins.imagefarm.engine.transport.AnswerWait;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;

/** A connection to a BuildKit daemon that has answered. */
public final class BuilderConnection implements AutoCloseable {
    /** Receive windows and messages of this size carry exported images; gRPC's defaults are made for small calls. */
    private static final int WINDOW = 1 << 20;

    private static final int LARGEST_MESSAGE = 16 << 20;

    private static final String SNAPSHOTTER = "org.mobyproject.buildkit.worker.snapshotter";

    private final Endpoint endpoint;
    private final BuilderKind kind;
    private final ManagedChannel channel;
    private final WorkerPlatforms platforms;
    private final String version;
    private final Set<Feature> features;

    private BuilderConnection(Endpoint endpoint, BuilderKind kind, ManagedChannel channel, List<WorkerRecord> workers) {
        this.endpoint = endpoint;
        this.kind = kind;
        this.channel = channel;
        this.platforms = platforms(workers);
        this.version = version(workers);
        this.features = kind.features(workers.stream().limit(1).allMatch(WorkerRecord::hasBuildkitVersion), version);
    }

    /**
     * @param transport closed with the connection
     * @throws IOException if no BuildKit answers there; {@link Transport#why} tells what it means
     */
    static BuilderConnection open(Transport transport, Cancellation cancellation) throws IOException {
        Endpoint endpoint = new Endpoint(transport);
        try (AnswerWait wait = new AnswerWait(cancellation)) {
            Endpoint.Probed probed = endpoint.probe(wait);
            ManagedChannel channel = channel(probed.connector());
            wait.at(channel::shutdownNow);
            try {
                List<WorkerRecord> workers = workers(channel);
                return new BuilderConnection(endpoint, kind(probed.kind(), workers), channel, workers);
            } catch (StatusRuntimeException e) {
                channel.shutdownNow();
                wait.check();
                Optional<SSLException> refused = endpoint.refusal();
                throw refused.isPresent() ? refused.get() : new IOException(why(e.getStatus()), e);
            }
        }
    }

    /** Asked once: the daemon probes its emulators anew for each answer ({@code control/control.go}), which takes it tens of milliseconds. */
    private static List<WorkerRecord> workers(ManagedChannel channel) {
        return ControlGrpc.newBlockingStub(channel)
                .listWorkers(ListWorkersRequest.getDefaultInstance())
                .getRecordList();
    }

    /** A worker of Docker that keeps its images in Docker's own store has no snapshotter. */
    private static BuilderKind kind(BuilderKind probed, List<WorkerRecord> workers) {
        boolean classic = probed == BuilderKind.DOCKER
                && workers.stream().limit(1).noneMatch(worker -> worker.containsLabels(SNAPSHOTTER));
        return classic ? BuilderKind.DOCKER_CLASSIC : probed;
    }

    /** Those of BuildKit's first worker, which is its default one. */
    private static WorkerPlatforms platforms(List<WorkerRecord> workers) {
        return WorkerPlatforms.of(workers.stream()
                .limit(1)
                .map(WorkerRecord::getPlatformsList)
                .flatMap(List::stream)
                .map(p -> new Platform(p.getOs(), p.getArchitecture(), p.getVariant()))
                .toList());
    }

    private static String version(List<WorkerRecord> workers) {
        return workers.stream()
                .limit(1)
                .map(worker -> worker.getBuildkitVersion().getVersion())
                .collect(Collectors.joining());
    }

    private static String why(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE ->
                status.getCause() != null
                        ? String.valueOf(status.getCause().getMessage())
                        : String.valueOf(status.getDescription());
            default -> status.getCode() + ": " + status.getDescription();
        };
    }

    private static ManagedChannel channel(Connector connector) {
        // The address is only a name here: the connector opens every connection, encrypted already where it has to be.
        return OkHttpChannelBuilder.forAddress(InetAddress.getLoopbackAddress().getHostAddress(), 1)
                .overrideAuthority("localhost")
                .usePlaintext()
                .proxyDetector(target -> null)
                .socketFactory(new ConnectorSocketFactory(connector))
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .disableRetry()
                .build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    public BuilderKind kind() {
        return kind;
    }

    /**
     * Opens a session on a connection of its own, where the builder has that.
     *
     * @param headers that announce the session, each {@code Name: value}
     */
    public Optional<Socket> openSession(List<String> headers) {
        if (!kind.isDocker()) {
            return Optional.empty();
        }
        try {
            return endpoint.openDockerSession(headers);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service(
                            "The builder " + endpoint.transport().uri() + " opens no session: " + e.getMessage(), ""),
                    e);
        }
    }

    /** Docker's own API, at the same address. */
    public RestClient docker(Cancellation cancellation) {
        return new RestClient(endpoint.transport(), cancellation);
    }

    /** What an exception of {@link #docker} means. */
    public ProblemException problem(IOException e) {
        return new ProblemException(
                endpoint.transport()
                        .why(e)
                        .problem("The builder " + endpoint.transport().uri()),
                e);
    }

    /** What the builder builds for, its own platform first. */
    public List<Platform> platforms() {
        return platforms.all();
    }

    /** The same, by who runs it. */
    public WorkerPlatforms workerPlatforms() {
        return platforms;
    }

    /** BuildKit's, as it says it; that inside Docker may say none. */
    public String version() {
        return version;
    }

    /** What it can do. */
    public Set<Feature> features() {
        return features;
    }

    /** For people: what answered, and where. */
    @Override
    public String toString() {
        return kind + " at " + endpoint.transport().uri();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        endpoint.transport().close();
    }

    private static final class ConnectorSocketFactory extends SocketFactory {
        private final Connector connector;

        ConnectorSocketFactory(Connector connector) {
            this.connector = connector;
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connector.connect();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connector.connect();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return connector.connect();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return connector.connect();
        }
    }
}
