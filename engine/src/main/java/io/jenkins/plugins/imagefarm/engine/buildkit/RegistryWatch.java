package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexStatus;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notices a registry that takes connections but does not answer: BuildKit waits for it without any time limit, and does not tell
 * how far a push is. While the builder is busy with a registry, this asks the registry itself. It is given up only when it
 * is silent several times in a row; one that this machine does not reach is left to the builder.
 */
final class RegistryWatch implements AutoCloseable {
    private static final int PERIOD_SECONDS = 10;
    private static final int TIMES = 3;
    private static final Pattern IMAGE = Pattern.compile("\\bload metadata for (\\S+)");
    static final String PUSHING = "pushing ";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "registry-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final Registries registries;
    private final Set<RegistryHost> pushedTo;

    /** What the builder is doing now, by vertex and part of it, with the registries it does it with. */
    private final Map<String, Set<RegistryHost>> busy = new ConcurrentHashMap<>();

    /** @param pushedTo the registries of the image's names; empty if it is not pushed */
    RegistryWatch(Registries registries, Set<RegistryHost> pushedTo) {
        this.registries = registries;
        this.pushedTo = Set.copyOf(pushedTo);
    }

    /** @param onSilent gets the registry, once, on a thread of the watch */
    void start(Consumer<RegistryHost> onSilent) {
        timer.scheduleWithFixedDelay(() -> look(onSilent), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    void on(StatusResponse status) {
        for (Vertex vertex : status.getVertexesList()) {
            Matcher image = IMAGE.matcher(vertex.getName());
            if (image.find()) {
                note(vertex.getDigest(), vertex.hasStarted() && !vertex.hasCompleted(), registryOf(image.group(1)));
            }
        }
        for (VertexStatus part : status.getStatusesList()) {
            if (part.getId().startsWith(PUSHING)) {
                note(part.getVertex() + part.getId(), part.hasStarted() && !part.hasCompleted(), pushedTo);
            }
        }
    }

    private void note(String what, boolean runs, Set<RegistryHost> hosts) {
        if (runs) {
            busy.put(what, hosts);
        } else {
            busy.remove(what);
        }
    }

    private static Set<RegistryHost> registryOf(String image) {
        try {
            return Set.of(new RegistryHost(ImageReference.valueOf(image).registry()));
        } catch (ProblemException e) {
            return Set.of(); // a name that only the builder understands
        }
    }

    private void look(Consumer<RegistryHost> onSilent) {
        for (RegistryHost host : busyWith()) {
            int silent = 0;
            while (silent < TIMES
                    && !timer.isShutdown()
                    && busyWith().contains(host)
                    && registries.to(host).isSilent()) {
                silent++;
            }
            if (silent == TIMES && !timer.isShutdown()) {
                timer.shutdown();
                onSilent.accept(host);
                return;
            }
        }
    }

    private Set<RegistryHost> busyWith() {
        Set<RegistryHost> hosts = new LinkedHashSet<>();
        busy.values().forEach(hosts::addAll);
        return hosts;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
