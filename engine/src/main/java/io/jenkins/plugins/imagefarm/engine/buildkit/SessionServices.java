package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.grpc.ServerServiceDefinition;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.AuthService;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.ContentService;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.ExportTarget;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.FileSendService;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.FileSyncService;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.LayoutFolder;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.SecretsService;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.SshService;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.TransferCount;
import io.jenkins.plugins.imagefarm.engine.buildkit.solve.SolveRequests;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.source.FileTree;
import io.jenkins.plugins.imagefarm.engine.source.FolderTree;
import io.jenkins.plugins.imagefarm.engine.source.MemoryTree;
import io.jenkins.plugins.imagefarm.engine.transport.SshAgent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the session of one build serves to the daemon. */
final class SessionServices implements AutoCloseable {
    private static final String INLINE_DOCKERFILE = "Dockerfile";

    private final ExecutorService readers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "files");
        thread.setDaemon(true);
        return thread;
    });
    private final TransferCount sent = new TransferCount();
    private final TransferCount received = new TransferCount();
    private final String dockerfile;
    private final FileSyncService files;
    private final FileSendService results;
    private final LoginSource logins;
    private final Registries registries;
    private final RegistryClient registry;
    private final AuthService auth;
    private final SecretsService secrets;
    private final SshService ssh;
    private final ContentService caches;

    /**
     * @param cacheFolders that the builder may read and write
     * @param images that it may read
     */
    SessionServices(
            BuildRequest request,
            Secrets given,
            Set<Path> cacheFolders,
            ImageLayouts images,
            LoginSource logins,
            BuildReporter reporter) {
        Source source = request.source();
        Path context = Path.of(source.context());
        FileTree dockerfiles;
        if (source.dockerfileText() != null) {
            dockerfile = INLINE_DOCKERFILE;
            dockerfiles =
                    new MemoryTree(Map.of(dockerfile, source.dockerfileText().getBytes(StandardCharsets.UTF_8)));
        } else {
            Path file = context.resolve(source.dockerfile());
            dockerfile = file.getFileName().toString();
            dockerfiles = new FolderTree(file.getParent());
        }
        files = new FileSyncService(trees(source, dockerfiles), readers, sent);
        results = new FileSendService(targets(request.destination()), readers, received);
        this.logins = LoginSource.of(given.logins()).orElse(logins);
        registries = new Registries(request.registries());
        registry = new RegistryClient(this.logins, registries);
        auth = new AuthService(this.logins, registries, reporter.console()::println);
        secrets = new SecretsService(given.values());
        ssh = new SshService(agents(request, given));
        caches = new ContentService(cacheFolders.stream().map(LayoutFolder::new).toList(), images.stores());
    }

    private static Map<String, SshAgent> agents(BuildRequest request, Secrets given) {
        Map<String, SshAgent> agents = new HashMap<>();
        for (String id : request.recipe().run().ssh()) {
            SshKey key = given.ssh().getOrDefault(id, new SshKey(null, null));
            agents.put(id, SshAgent.of(id, "RUN --mount=type=ssh,id=" + id, key));
        }
        return agents;
    }

    private static Map<String, FileTree> trees(Source source, FileTree dockerfiles) {
        Map<String, FileTree> trees = new HashMap<>();
        source.contexts().forEach((name, context) -> {
            if (context.kind() == NamedContext.Kind.FOLDER) {
                trees.put(SolveRequests.localName(name), new FolderTree(Path.of(context.location())));
            }
        });
        trees.put(SolveRequests.CONTEXT, new FolderTree(Path.of(source.context())));
        trees.put(SolveRequests.DOCKERFILE, dockerfiles);
        return trees;
    }

    /** The Dockerfile's name in the tree {@code dockerfile}. */
    String dockerfile() {
        return dockerfile;
    }

    /** Those of the request, and then the others. */
    LoginSource logins() {
        return logins;
    }

    /** How this build reaches registries. */
    Registries registries() {
        return registries;
    }

    /** The same registries, with the logins of this build. */
    RegistryClient registry() {
        return registry;
    }

    List<ServerServiceDefinition> definitions() {
        return List.of(
                files.definition(),
                results.definition(),
                auth.bindService(),
                secrets.bindService(),
                ssh.definition(),
                caches.definition());
    }

    /** By the index of the output, which is that of its exporter: {@link SolveRequests} adds exporters only behind them. */
    private static Map<Integer, ExportTarget> targets(Destination destination) {
        Map<Integer, ExportTarget> targets = new HashMap<>();
        List<Output> outputs = destination.outputs();
        for (int index = 0; index < outputs.size(); index++) {
            Output output = outputs.get(index);
            if (output.dest() != null) {
                targets.put(index, new ExportTarget(output.type() == Output.Type.LOCAL, Path.of(output.dest())));
            }
        }
        return targets;
    }

    /** The solve has succeeded: the results take their places. */
    void commit() throws InterruptedException {
        results.commit();
    }

    /** What the services know of the cause of a failure that the daemon tells of. */
    Optional<Problem> explain(String daemonError) {
        return sent.problem()
                .or(received::problem)
                .or(() -> secrets.explain(daemonError))
                .or(() -> auth.explain(daemonError));
    }

    @Override
    public void close() {
        results.close();
        readers.shutdownNow();
    }
}
